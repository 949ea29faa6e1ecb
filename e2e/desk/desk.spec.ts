import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { ImportResult, QueryResult } from "../../lib/desk/types";
import type { DeskPage } from "./page";
import { type DeskServer, startCollector, startDeskServer } from "./server";

declare const window: { deskPage: DeskPage };

let server: DeskServer;
let collector: DeskServer;

test.beforeAll(async () => {
  server = await startDeskServer();
  collector = await startCollector();
  await fetch(`${collector.origin}/control`);
  expect(collector.stray).toEqual(["GET /control"]);
  collector.stray.length = 0;
});

test.afterAll(async () => {
  await server.close();
  await collector.close();
});

test.beforeEach(async ({ page }) => {
  await page.goto(server.origin);
  await page.waitForFunction(() => "deskPage" in window);
});

function importText(page: Page, name: string, content: string): Promise<ImportResult> {
  return page.evaluate(([file, text]) => window.deskPage.desk.importFile(window.deskPage.file(file, text)), [
    name,
    content,
  ] as const);
}

function query(page: Page, sql: string): Promise<QueryResult> {
  return page.evaluate((text) => window.deskPage.desk.query(text), sql);
}

async function rows(page: Page, sql: string): Promise<unknown> {
  const result = await query(page, sql);
  return result.ok ? result.rows : result.message;
}

async function message(page: Page, name: string, content: string): Promise<string> {
  const result = await importText(page, name, content);
  return result.ok ? "imported" : result.message;
}

const CSV =
  "day,at,city,n\n2024-01-05,2024-01-05T23:30:00+02:00,Leeds,1\n2024-02-06,2024-02-06T10:00:00Z,York,2\n";

test("CSV, TSV, JSON and NDJSON become tables with their types", async ({ page }) => {
  await importText(page, "Cities 2024.csv", CSV);
  await importText(page, "order.tsv", "name\tprice\nA;B\t1.50\nC\t2\n");
  await importText(
    page,
    "people.json",
    '[{"id":1,"born":"1990-02-03","x":{"a":[1]}},{"id":2,"seen":"2024-01-01T01:00:00+01:00"}]',
  );
  await importText(page, "log.ndjson", '{"id":1,"ok":true}\n\n{"id":2.5,"ok":null}\n');
  const tables = await page.evaluate(() =>
    window.deskPage.desk.tables().map((one) => [one.name, one.rows, one.columns.map((c) => c.type).join()]),
  );
  expect(tables).toEqual([
    ["cities_2024", 2, "DATE,TIMESTAMP,VARCHAR,BIGINT"],
    ["t_order", 2, "VARCHAR,DOUBLE"],
    ["people", 2, "BIGINT,DATE,VARCHAR,TIMESTAMP"],
    ["log", 2, "DOUBLE,BOOLEAN"],
  ]);
  expect(await rows(page, "select * from cities_2024")).toEqual([
    ["2024-01-05", "2024-01-05T21:30:00", "Leeds", 1],
    ["2024-02-06", "2024-02-06T10:00:00", "York", 2],
  ]);
  expect(await rows(page, "select seen, x from people order by id desc")).toEqual([
    ["2024-01-01T00:00:00", null],
    [null, '{"a":[1]}'],
  ]);
  expect(
    await rows(page, "select date_trunc('month', \"at\"), sum(n) from cities_2024 group by 1 order by 1"),
  ).toEqual([
    ["2024-01-01", 1],
    ["2024-02-01", 2],
  ]);
});

test("Parquet becomes a table without an extension", async ({ page }) => {
  const bytes = [...(await readFile(path.join(import.meta.dirname, "fixtures", "cities.parquet")))];
  const result = await page.evaluate(
    (content) =>
      window.deskPage.desk.importFile(window.deskPage.file("cities.parquet", new Uint8Array(content))),
    bytes,
  );
  expect(result).toMatchObject({ ok: true });
  expect(await rows(page, "select * from cities order by id")).toEqual([
    [1, "Leeds", 1.5, true, "2024-01-05T10:00:00", '["a","b"]'],
    [2, "Bristol", 2.25, false, "2024-02-05T10:30:00", "[]"],
    [3, "Łódź", null, true, "2024-02-06T00:00:00", '["c"]'],
  ]);
});

test("a file that is not what its name says is refused by name and place, and others stay", async ({
  page,
}) => {
  await importText(page, "good.csv", CSV);
  expect(await message(page, "empty.csv", "")).toContain("empty.csv is empty");
  expect(await message(page, "picture.png", "x")).toContain("picture.png is not a kind of file");
  expect(await message(page, "sheet.csv", "PK\u0003\u0004rest")).toContain(
    "ZIP or Excel file, not CSV text (seen at byte 0)",
  );
  expect(await message(page, "zero.csv", "a,b\n1,\u0000\n")).toContain(
    "zero.csv is not a text file: byte 6 is 0",
  );
  expect(await message(page, "page.csv", "<!DOCTYPE html><p>")).toContain("page.csv is a web page");
  expect(await message(page, "rows.csv", "a,b\n1,2\n3,4,5\n6,7\n")).toContain("rows.csv, line 3 has 3 cells");
  expect(await message(page, "quote.csv", 'a,b\n1,2\n3,"4\n5,6\n')).toContain(
    "quote.csv, line 3: a quote is opened",
  );
  expect(await message(page, "broken.json", '[{"a":1},\n{"a":oops}]')).toMatch(
    /broken\.json, line 2 \(byte 10\)/,
  );
  expect(await message(page, "cut.json", '[{"a":1},\n{"a":2')).toContain("cut.json, line 2");
  expect(await message(page, "broken.ndjson", '{"a":1}\n{"a":1\n{"a":3}\n')).toContain(
    "broken.ndjson, line 2",
  );
  expect(await message(page, "numbers.json", "[1,2]")).toContain("an object was expected");
  expect(await message(page, "fake.parquet", "hello world")).toContain(
    "fake.parquet is not a Parquet file: byte 0",
  );
  expect(await message(page, "cut.parquet", "PAR1 hello world")).toContain(
    "cut.parquet is not a whole Parquet file",
  );
  expect(await page.evaluate(() => window.deskPage.desk.tables().map((one) => one.name))).toEqual(["good"]);
  expect(await rows(page, "select count(*) from good")).toEqual([[2]]);
});

test("files kept in OPFS are imported again after a reload, and removed ones are not", async ({ page }) => {
  await importText(page, "orders.csv", CSV);
  await importText(page, "orders.csv", "a\n1\n");
  await importText(page, "gone.csv", "a\n1\n");
  expect(await page.evaluate(() => window.deskPage.desk.removeTable("gone"))).toBe(true);
  await page.reload();
  await page.waitForFunction(() => "deskPage" in window);
  const restored = await page.evaluate(() => window.deskPage.desk.restore());
  expect(restored.failed).toEqual([]);
  expect(restored.tables.map((one) => [one.name, one.rows, one.kept])).toEqual([
    ["orders", 2, "opfs"],
    ["orders_2", 1, "opfs"],
  ]);
  expect(await page.evaluate(() => window.deskPage.desk.state().keeps)).toBe("opfs");
});

test("without OPFS the desk works in memory and says so", async ({ page }) => {
  await page.evaluate(() => {
    navigator.storage.getDirectory = () => Promise.reject(new Error("none"));
  });
  await importText(page, "orders.csv", CSV);
  const state = await page.evaluate(() => window.deskPage.desk.state());
  expect(state).toMatchObject({ keeps: "memory", tables: [{ name: "orders", kept: "memory" }] });
  expect(state.note).toContain("gone after a reload");
});

function escapes(origins: string[]): string[] {
  const places = [
    ...origins,
    "/etc/passwd",
    "import/1",
    "import/2",
    "import/../x",
    "import/*",
    "blob:x",
    "opfs://x",
    "*",
  ];
  return [
    ...places.flatMap((place) => [
      `select * from read_text('${place}')`,
      `select * from read_csv('${place}')`,
      `select * from read_blob('${place}')`,
      `select * from "read_text"/* */('${place}')`,
      `select * from glob('${place}')`,
      `select * from '${place}'`,
      `from '${place}.csv'`,
      `select * from parquet_scan('${place}')`,
      `select * from read_json_auto('${place}')`,
      `select * from query('select * from read_text(''${place}'')')`,
      `copy good to '${place}'`,
      `attach '${place}' as other`,
      `install httpfs from '${place}'`,
      `load '${place}'`,
      `import database '${place}'`,
      `export database '${place}'`,
    ]),
    "set enable_external_access = true",
    "reset lock_configuration",
    "set allowed_paths = ['/']",
    "pragma enable_object_cache",
    "call pragma_version()",
    "select * from sniff_csv('import/1')",
  ];
}

test("[S59] no escape attempt reaches a file or a server, and imported tables still work", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await importText(page, "good.csv", CSV);
  server.stray.length = 0;
  const attempts = escapes([
    `${collector.origin}/out`,
    `${server.origin}/api/sessions`,
    "https://extensions.duckdb.org/x",
  ]);
  const through = await page.evaluate(async (texts) => {
    const answered: string[] = [];
    for (const text of texts) if ((await window.deskPage.desk.query(text)).ok) answered.push(text);
    return answered;
  }, attempts);
  expect(through).toEqual([]);
  expect(collector.stray).toEqual([]);
  expect(server.stray).toEqual([]);
  expect(await rows(page, "select count(*) from good")).toEqual([[2]]);
});

test("[S59] DuckDB itself refuses them too, without the gate before it", async ({ page }) => {
  test.setTimeout(120_000);
  server.stray.length = 0;
  const attempts = escapes([`${collector.origin}/out`, `${server.origin}/api/sessions`]);
  const answers = await page.evaluate((texts) => window.deskPage.ungated(texts), attempts);
  const told = answers.filter(
    (one) => one.rows > 0 && !one.sql.includes("import/") && !one.sql.includes("pragma"),
  );
  expect(told).toEqual([]);
  expect(collector.stray).toEqual([]);
  expect(server.stray).toEqual([]);
});

test("[S60] the gate refuses writes and several statements and allows describe, show and summarize", async ({
  page,
}) => {
  await importText(page, "good.csv", CSV);
  const refused = [
    "drop table good",
    "delete from good",
    "insert into good values (1)",
    "update good set n = 3",
    "create table x as select 1",
    "select 1; drop table good",
    "select 1) as a; drop table good; select * from (select 1",
    "with x as (delete from good returning *) select * from x",
    "alter table good add column z int",
    "truncate good",
    "begin",
    "checkpoint",
    "vacuum",
    "use memory",
    "explain analyze delete from good",
    "",
    "-- nothing",
    ";",
  ];
  for (const sql of refused) expect((await query(page, sql)).ok, sql).toBe(false);
  const allowed = [
    "describe good",
    "show tables",
    "summarize good",
    "from good;",
    "select ';' as a -- ; end",
    "with x as (select 1) select * from x;;",
    "(select 1)",
    "select 'é;' as a; -- ü",
  ];
  for (const sql of allowed) expect(await query(page, sql), sql).toMatchObject({ ok: true });
  expect(await rows(page, "select count(*) from good")).toEqual([[2]]);
});

test("a query is cancelled while the page stays responsive, and the desk goes on", async ({ page }) => {
  await importText(page, "good.csv", CSV);
  const outcome = await page.evaluate(async () => {
    const stop = new AbortController();
    const running = window.deskPage.desk.query(
      "select count(*) from range(100000000000) r where r.range % 7 = 3",
      { signal: stop.signal },
    );
    let frames = 0;
    const until = performance.now() + 400;
    while (performance.now() < until) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames += 1;
    }
    const other = await window.deskPage.desk.query("select 1 as one");
    stop.abort();
    return { frames, other, result: await running };
  });
  expect(outcome.result).toMatchObject({ ok: false, code: "cancelled" });
  expect(outcome.other).toMatchObject({ ok: true, rows: [[1]] });
  expect(outcome.frames).toBeGreaterThan(5);
  expect(await rows(page, "select count(*) from good")).toEqual([[2]]);
});

test("a query that never hears of its cancelling costs the worker, and the tables come back", async ({
  page,
}) => {
  await importText(page, "good.csv", CSV);
  const result = await page.evaluate(async () => {
    const stop = new AbortController();
    const sql = "select length(repeat('a', 1000000000))";
    const running = window.deskPage.desk.query(sql, { signal: stop.signal });
    for (let frame = 0; frame < 10; frame += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    stop.abort();
    return running;
  });
  expect(result).toMatchObject({ ok: false });
  expect(await rows(page, "select count(*) from good")).toEqual([[2]]);
});

test("a query with a signal that has aborted already does not run", async ({ page }) => {
  const outcomes = await page.evaluate(() => {
    const late = new AbortController();
    const running = window.deskPage.desk.query("select 1", { signal: late.signal });
    late.abort();
    const never = window.deskPage.desk.query("select 1", { signal: AbortSignal.abort() });
    return Promise.all([running, never]);
  });
  for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: false, code: "cancelled" });
});

test("values arrive as JSON, with the number of all rows", async ({ page }) => {
  const result = await query(
    page,
    "select 10::hugeint as h, -1.55::decimal(9,2) as d, 9007199254740993 as big, date '2024-01-02' as day, interval 3 day as i, [1,2] as l, null as n, time '10:00' as t, 'x'::blob as b, 1e400 as v, a from range(250) r(a)",
  );
  expect(result).toMatchObject({ ok: true, total: 250, truncated: true });
  expect(result.ok ? result.rows[0] : []).toEqual([
    10,
    -1.55,
    "9007199254740993",
    "2024-01-02",
    "3 days",
    "[1, 2]",
    null,
    "10:00:00",
    "x",
    null,
    0,
  ]);
  expect(result.ok ? result.rows.length : 0).toBe(100);
});

test("describe counts nulls and distinct values and shows the frequent ones", async ({ page }) => {
  await importText(page, "pets.csv", "name,age\ncat,3\ncat,\ndog,5\n");
  const found = await page.evaluate(() => window.deskPage.desk.describe("pets"));
  expect(found).toEqual({
    ok: true,
    table: "pets",
    rows: 3,
    columns: [
      {
        name: "name",
        type: "VARCHAR",
        nulls: 0,
        distinct: 2,
        min: "cat",
        max: "dog",
        samples: ["cat", "dog"],
      },
      { name: "age", type: "BIGINT", nulls: 1, distinct: 2, min: 3, max: 5, samples: ["3", "5"] },
    ],
  });
  expect(await page.evaluate(() => window.deskPage.desk.describe("x"))).toMatchObject({
    message: 'There is no table "x". Tables: pets',
  });
});
