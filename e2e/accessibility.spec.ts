import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { cargo } from "./cargo";
import { expect, test } from "./fixtures";
import { SessionPage } from "./session-page";

/** What is seriously wrong with what the page now shows, as one line for each kind. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious on the main screens in ${colorScheme}`, async ({ page, browser }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const session = await SessionPage.open(page, "/");
    await expect(session.connection).toHaveText("Connected");
    expect.soft(await faults(page), "a new session").toEqual([]);

    const data = cargo(3, 60);
    await session.addCsv(data.file, data.csv);
    await expect(session.table(data.table)).toBeVisible();
    await session.ask("Total tonnes by harbour as a bar chart");
    await session.finished();
    await expect(session.chart(/tonnes/i)).toBeVisible();
    expect.soft(await faults(page), "after an answer, with its chart").toEqual([]);
    await session.tab("Tables").click();
    await session.fold().click();
    expect.soft(await faults(page), "tables and steps").toEqual([]);

    const link = await session.createLink();
    expect.soft(await faults(page), "the share dialog").toEqual([]);
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const viewer = new SessionPage(await context.newPage());
    await viewer.page.goto(link);
    await viewer.finished();
    expect.soft(await faults(viewer.page), "the shared view").toEqual([]);
    await context.close();
  });
}
