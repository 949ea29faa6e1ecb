import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures";
import { call, runSql } from "../script";
import { SessionPage } from "../session-page";

test("[LEFT-1] the workspace lists what its tools told the model, call by call, and nothing that was denied", async ({
  page,
}) => {
  const session = await SessionPage.open(page, "/");
  await session.addCsv("harbours.csv", "harbour,tonnes\nOslo,12\nBergen,30\n");
  await expect(session.table("harbours")).toBeVisible();
  const opener = page.getByRole("button", { name: /went to the model$/ });
  await expect(page.getByText("nothing went to the model")).toBeVisible();
  await expect(opener).toHaveCount(0);
  await session.play(
    [runSql("select sum(tonnes) as tonnes from harbours"), call("run_javascript", { code: "return 1" })],
    [{ outputs: true }],
  );
  await page.getByRole("button", { name: "Deny" }).click();
  await session.finished();
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "What left this page" });
  await expect(dialog).toContainText(/1 tool output with \d+ bytes went to the model/);
  await dialog.getByText("Note on the workspace", { exact: true }).click();
  await expect(dialog).toContainText('"columns":["harbour VARCHAR","tonnes BIGINT"]');
  const rows = dialog.getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("button", { name: /Run SQL/ }).click();
  await expect(rows).toContainText("What the model was told");
  await expect(rows).toContainText("42");
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
});

test("[LEFT-1] on a narrow page Escape closes the list and leaves the workspace open", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const session = await SessionPage.open(page, "/");
  await session.play([runSql("select 42 as n")], [{ say: "Done." }]);
  await session.finished();
  await page.getByRole("button", { name: "Workspace" }).click();
  const opener = page.getByRole("button", { name: /went to the model$/ });
  await opener.click();
  await expect(page.getByRole("dialog", { name: "What left this page" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "What left this page" })).toHaveCount(0);
  await expect(opener).toBeVisible();
});
