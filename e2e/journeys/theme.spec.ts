import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { call, say, script } from "../script";
import { SessionPage } from "../session-page";

const shown = (page: Page): Promise<string> =>
  page.evaluate(() => document.documentElement.dataset["theme"] ?? "none");

/** Writes down every theme that the page has when something is painted, from the first paint on. */
async function recordThemes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { themesSeen: seen });
    const look = () => {
      if (document.body) seen.push(document.documentElement.dataset["theme"] ?? "none");
      if (seen.length < 20) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const themesSeen = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { themesSeen: string[] }).themesSeen);

test("the theme follows the system, toggles, and persists without a flash", async ({ page }) => {
  await recordThemes(page);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  await expect.poll(() => shown(page)).toBe("light");
  const theme = page.getByRole("button", { name: "Theme" });
  await theme.click();
  await expect.poll(() => shown(page)).toBe("dark");
  await page.reload();
  await expect.poll(async () => (await themesSeen(page)).length).toBeGreaterThanOrEqual(20);
  expect(new Set(await themesSeen(page))).toEqual(new Set(["dark"]));
  await theme.click();
  await expect.poll(() => shown(page)).toBe("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => shown(page)).toBe("dark");
});

test("[TOOL-16] the model changes the theme by a tool that a component of the page offers", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  const session = await SessionPage.open(page, "/");
  await session.play([call("set_theme", { theme: "dark" })], [{ outputs: true }]);
  await expect.poll(() => shown(page)).toBe("dark");
  await session.finished();
  await session.ask(script([call("set_theme", { theme: "system" })], [say("as it was")]));
  await expect.poll(() => shown(page)).toBe("light");
});
