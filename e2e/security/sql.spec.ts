import { cargo, figure } from "../cargo";
import { expect, test } from "../fixtures";
import { runSql, say } from "../script";
import { SessionPage } from "../session-page";
import { startCollector, watch } from "./watch";

/** Runs each statement as a call of its own, and expects a card that says it failed and why. */
async function expectRefused(
  session: SessionPage,
  statements: readonly string[],
  why: RegExp,
): Promise<void> {
  await session.play(statements.map(runSql), [say("None of it.")]);
  await expect(await session.finished()).toContainText("None of it.");
  const cards = session.calls("run_sql");
  await expect(cards).toHaveCount(statements.length);
  for (const card of await cards.all()) {
    await expect(card).toContainText("failed");
    await expect(card).toContainText(why);
  }
}

test("[S59] SQL of a model reads no network, no API and no file beyond the imports", async ({
  page,
  context,
  server,
}) => {
  const collector = await startCollector();
  const seen = await watch(context, page, server.origin);
  const asked: string[] = [];
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const session = await SessionPage.open(page, "/");
  const data = cargo(5, 20);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toBeVisible();
  const attempts = [
    `select * from read_text('${collector.origin}/read-text')`,
    `select * from read_csv('${collector.origin}/read-csv')`,
    `select * from '${collector.origin}/bare.csv'`,
    `from '${collector.origin}/from.parquet'`,
    `with t as (select * from "read_text"('${collector.origin}/quoted')) select * from t`,
    "select * from read_text('/api/sessions')",
    `select * from read_blob('${server.origin}/api/identity')`,
    "select * from '/api/sql-was-here.csv'",
    "select * from glob('*')",
    `select * from query('from read_text(''${collector.origin}/query'')')`,
    "select getenv('HOME')",
  ];
  await expectRefused(session, attempts, /not available here|Permission Error|Catalog Error|read_text/);
  expect(collector.calls).toEqual([]);
  expect(seen.outside).toEqual([]);
  expect(asked.filter((path) => path.startsWith("/api/") && path.includes("sql-was-here"))).toEqual([]);
  await collector.close();
});

test("[S60] SQL that writes is refused, and the table stays as it was", async ({ session }) => {
  const data = cargo(6, 20);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toBeVisible();
  const attempts = [
    "drop table voyages",
    "delete from voyages",
    "insert into voyages values ('X', 'Y', 'Z', '2023-01-01', 1)",
    "update voyages set tonnes = 0",
    "create table copied as select * from voyages",
    "copy voyages to 'out.csv'",
    "attach 'other.db'",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set enable_external_access = true",
    "select 1; drop table voyages",
  ];
  await expectRefused(session, attempts, /Only reading is allowed|Only one statement/);
  await session.play([runSql("select sum(tonnes) as tonnes from voyages")], [say("Untouched.")]);
  await session.finished(1);
  const total = data.totals.reduce((sum, [, tonnes]) => sum + tonnes, 0);
  await expect(session.result).toContainText(figure(total));
  await expect(session.tables.getByRole("listitem")).toHaveCount(1);
});
