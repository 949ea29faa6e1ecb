import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { runSql, say } from "../script";
import { SessionPage } from "../session-page";

const SQL = "select r as row, repeat('abcdefghij', 9) as filler from range(100) t(r)";
const END = '"total": 100';

/** The row of the call, opened. */
async function openCall(session: SessionPage): Promise<Locator> {
  const row = session.calls("run_sql");
  await row.getByRole("button", { name: /Run SQL/ }).click();
  return row;
}

async function withLargeOutput(session: SessionPage): Promise<void> {
  await session.addCsv("one.csv", "a\n1\n");
  await expect(session.table("one")).toBeVisible();
  await session.play([runSql(SQL)], [say("There are a hundred rows.")]);
  await session.finished();
}

test("[BLOB-6] of a large output the page shows the beginning, and all of it when the person asks", async ({
  session,
  browser,
}) => {
  await withLargeOutput(session);

  const row = await openCall(session);
  await expect(row).toContainText(/preview of \d+(\.\d)? KB/);
  await expect(row).not.toContainText(END);
  await row.getByRole("button", { name: "Show all" }).click();
  await expect(row).toContainText(END);
  await expect(row).not.toContainText("preview of");
  await row.getByRole("button", { name: "Show less" }).click();
  await expect(row).not.toContainText(END);

  const link = await session.createLink();
  const context = await browser.newContext();
  const viewer = new SessionPage(await context.newPage());
  await viewer.page.goto(link);
  const seen = await openCall(viewer);
  await seen.getByRole("button", { name: "Show all" }).click();
  await expect(seen).toContainText(END);
  await context.close();
});

test("[BLOB-6] an output that does not come is asked for again", async ({ session }) => {
  await withLargeOutput(session);
  const row = await openCall(session);
  await session.page.route("**/blobs/**", (route) => route.abort(), { times: 1 });
  await row.getByRole("button", { name: "Show all" }).click();
  await expect(row.getByRole("alert")).toContainText("The server did not answer.");
  await row.getByRole("button", { name: "Show all" }).click();
  await expect(row).toContainText(END);
  await expect(row.getByRole("alert")).toHaveCount(0);
});

test("a call that is opened once the connection is gone shows its details", async ({ session }) => {
  await withLargeOutput(session);
  await session.page.waitForLoadState("networkidle");
  await session.page.context().setOffline(true);
  const row = await openCall(session);
  await expect(row).toContainText("preview of");
  await expect(session.page.getByText("could not be loaded")).toHaveCount(0);
  await session.page.context().setOffline(false);
});
