import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { SessionPage } from "../session-page";

const ROWS = 5_000;
const NAMES = ["Oslo", "Bergen", "Tromsø", "Bodø"];
const CSV = `id,harbour,tonnes\n${Array.from({ length: ROWS }, (_none, id) => `${id},${NAMES[id % 4]},${(id * 37) % 1_000}`).join("\n")}\n`;

async function browsing(page: Page): Promise<Locator> {
  const session = await SessionPage.open(page, "/");
  await session.addCsv("harbours.csv", CSV);
  await session.table("harbours").getByRole("button", { name: "Browse harbours" }).click();
  const grid = page.getByRole("grid", { name: "Rows of harbours" });
  await expect(rowAt(grid, 0)).toContainText("Oslo");
  return grid;
}

/** A row by its place in the table, from 0. */
const rowAt = (grid: Locator, index: number): Locator => grid.locator(`[aria-rowindex="${index + 2}"]`);

test("[GRID-1] a table's rows are sorted by a column and searched through", async ({ page }) => {
  const grid = await browsing(page);
  const { violations } = await new AxeBuilder({ page }).include('[role="grid"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const tonnes = grid.getByRole("columnheader", { name: "tonnes" });
  await tonnes.getByRole("button").click();
  await expect(tonnes).toHaveAttribute("aria-sort", "ascending");
  await expect(rowAt(grid, 0).getByRole("gridcell")).toHaveText(["0", "Oslo", "0"]);
  await tonnes.getByRole("button").click();
  await expect(rowAt(grid, 0).getByRole("gridcell").last()).toHaveText("999");
  await page.getByRole("searchbox", { name: "Search in harbours" }).fill("TROMSØ");
  await expect(page.getByText("1,250 of 5,000 rows")).toBeVisible();
  await expect(rowAt(grid, 3).getByRole("gridcell").nth(1)).toHaveText("Tromsø");
});

test("[GRID-2] the last row is reached by the keyboard and by scrolling, with few rows in the page", async ({
  page,
}) => {
  const grid = await browsing(page);
  await grid.focus();
  await page.keyboard.press("End");
  await expect(
    rowAt(grid, ROWS - 1)
      .getByRole("gridcell")
      .first(),
  ).toHaveText("4999");
  await page.keyboard.press("Home");
  await expect(rowAt(grid, 0).getByRole("gridcell").first()).toHaveText("0");
  await grid.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(
    rowAt(grid, ROWS - 1)
      .getByRole("gridcell")
      .first(),
  ).toHaveText("4999");
  expect(await grid.getByRole("row").count()).toBeLessThan(40);
});

test("[GRID-3] selected rows are copied as CSV", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const grid = await browsing(page);
  await rowAt(grid, 1).click();
  await rowAt(grid, 2).click({ modifiers: ["Shift"] });
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(2);
  await page.getByRole("button", { name: "Copy 2 rows as CSV" }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe("id,harbour,tonnes\r\n1,Bergen,37\r\n2,Tromsø,74\r\n");
});
