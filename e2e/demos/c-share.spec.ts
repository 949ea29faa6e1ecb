import type { Browser, Page } from "@playwright/test";
import { type Cargo, cargo, figure } from "../cargo";
import { expect, test } from "../fixtures";
import { call, runSql, say, saySlowly, words } from "../script";
import { SessionPage } from "../session-page";

test.use({ trace: "on" });

const SQL = "select harbour, sum(tonnes) as tonnes from voyages group by harbour order by tonnes desc";
const SPEC = {
  mark: "bar",
  encoding: { x: { field: "harbour", type: "nominal" }, y: { field: "tonnes", type: "quantitative" } },
};

async function openedElsewhere(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  return page;
}

async function expectReadOnly(viewer: SessionPage): Promise<void> {
  await expect(viewer.log).toBeVisible();
  await expect(viewer.composer).toHaveCount(0);
  await expect(viewer.page.getByRole("button", { name: "Add data" })).toHaveCount(0);
  await expect(viewer.page.getByRole("button", { name: "Share", exact: true })).toHaveCount(0);
}

async function expectWorkspace(viewer: SessionPage, { table, rows, totals }: Cargo): Promise<void> {
  await viewer.tab("Tables").click();
  await expect(viewer.table(table)).toContainText(`${figure(rows)} rows`);
  await expect(viewer.result.getByRole("row").nth(1)).toContainText(figure(totals[0]?.[1] ?? 0));
  await viewer.tab("Chart").click();
  await expect(viewer.chart("Tonnes landed")).toBeVisible();
}

test("[DEMO-c] a share link follows a session live until it is revoked", async ({ session, browser }) => {
  const data = cargo(31);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toBeVisible();
  const chart = call("create_chart", { title: "Tonnes landed", sql: SQL, spec: SPEC });
  await session.play([call("list_tables"), runSql(SQL), chart], [say("Here they are.")]);
  await session.finished();

  const link = await session.createLink();
  const secret = new URL(link).hash.slice(1);
  expect(secret.length).toBeGreaterThanOrEqual(22);
  const viewer = new SessionPage(await openedElsewhere(browser, link));
  await expectReadOnly(viewer);
  await expectWorkspace(viewer, data);
  expect(viewer.page.url()).not.toContain(secret);

  await session.page.keyboard.press("Escape");
  const text = words(120);
  await session.play([saySlowly(text)]);
  await expect(viewer.answers.nth(1)).toContainText("w10 ");
  await expect(session.stop).toBeVisible();
  await expect(viewer.answers.nth(1)).not.toContainText("w119");
  await viewer.page.reload();
  await expectReadOnly(viewer);
  await viewer.finished(1);
  await expect(viewer.answers.nth(1).getByRole("paragraph")).toHaveText(text);
  await expectWorkspace(viewer, data);
  expect(viewer.page.url()).not.toContain(secret);

  await session.page.getByRole("button", { name: "Share", exact: true }).click();
  await session.shareDialog.getByRole("button", { name: "Revoke" }).click();
  await expect(viewer.page.getByRole("heading", { name: /revoked or has expired/ })).toBeVisible({
    timeout: 2_000,
  });
  await expect(viewer.log).toHaveCount(0);
  await viewer.page.reload();
  await expect(viewer.page.getByRole("heading", { name: /revoked or has expired/ })).toBeVisible();
});
