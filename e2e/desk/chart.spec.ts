import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { DeskPage } from "./page";
import { type DeskServer, startDeskServer } from "./server";

declare const window: { deskPage: DeskPage };

let server: DeskServer;

test.beforeAll(async () => {
  server = await startDeskServer();
});

test.afterAll(() => server.close());

test.beforeEach(async ({ page }) => {
  await page.goto(server.origin);
  await page.waitForFunction(() => "deskPage" in window);
});

async function importSample(page: Page, name: string): Promise<unknown> {
  const content = await readFile(
    path.join(import.meta.dirname, "..", "..", "public", "samples", name),
    "utf8",
  );
  return page.evaluate(([file, text]) => window.deskPage.desk.importFile(window.deskPage.file(file, text)), [
    name,
    content,
  ] as const);
}

function call(
  page: Page,
  name: string,
  args: unknown,
): Promise<{ output: string; artifact: unknown } | { error: string }> {
  return page.evaluate(([tool, given]) => window.deskPage.call(tool, given), [name, args] as const);
}

const BAR = {
  mark: "bar",
  encoding: { x: { field: "region", type: "nominal" }, y: { field: "margin", type: "quantitative" } },
};
const SQL = "select region, 1 - sum(cost) / sum(revenue) as margin from orders group by 1 order by 1";

test("the samples import, the clean one with types and the messy one as it is", async ({ page }) => {
  expect(await importSample(page, "orders.csv")).toMatchObject({
    ok: true,
    tables: [{ name: "orders", rows: 3040 }],
  });
  const types = await page.evaluate(() =>
    window.deskPage.desk.tables()[0]?.columns.map((column) => column.type),
  );
  expect(types?.join()).toBe("VARCHAR,DATE,VARCHAR,VARCHAR,VARCHAR,VARCHAR,BIGINT,DOUBLE,DOUBLE,DOUBLE");
  expect(await importSample(page, "visits-messy.csv")).toMatchObject({
    ok: true,
    tables: [{ name: "visits_messy", rows: 806 }],
  });
});

test("the data pack answers over a real desk", async ({ page }) => {
  await importSample(page, "orders.csv");
  const listed = await call(page, "list_tables", {});
  expect(listed).toMatchObject({
    output: expect.stringContaining(
      '{"tables":[{"name":"orders","rows":3040,"columns":["order_id","order_date",',
    ) as unknown,
  });
  const described = await call(page, "describe_table", { table: "orders" });
  expect(JSON.parse("output" in described ? described.output : "")).toMatchObject({
    table: "orders",
    rows: 3040,
    columns: expect.arrayContaining([
      expect.objectContaining({ name: "region", distinct: 4, nulls: 0, min: "East", max: "West" }),
    ]) as unknown,
  });
  const answered = await call(page, "run_sql", { sql: SQL, title: "Margin by region" });
  expect(JSON.parse("output" in answered ? answered.output : "")).toMatchObject({
    columns: [
      { name: "region", type: "VARCHAR" },
      { name: "margin", type: "DOUBLE" },
    ],
    total: 4,
    truncated: false,
  });
  expect(await call(page, "run_sql", { sql: "drop table orders" })).toEqual({
    error: expect.stringContaining("Only reading is allowed") as unknown,
  });
  expect(await call(page, "run_sql", { sql: "select * from order_s" })).toEqual({
    error: expect.stringContaining("does not exist") as unknown,
  });
});

test("a chart is drawn as SVG under the page's policy and loads nothing", async ({ page }) => {
  const refusals: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") refusals.push(message.text());
  });
  await importSample(page, "orders.csv");
  const made = await call(page, "create_chart", { title: "Margin by region", sql: SQL, spec: BAR });
  expect(made).toMatchObject({ output: '{"chart":"c1","title":"Margin by region","points":4}' });
  server.stray.length = 0;
  await page.evaluate(
    (artifact) => window.deskPage.draw(artifact),
    "artifact" in made ? made.artifact : undefined,
  );
  const chart = page.locator("#chart");
  await expect(chart).toHaveAttribute("aria-label", "Margin by region. bar chart: region, margin; 4 rows");
  await expect(chart.locator("svg path[aria-roledescription=bar]")).toHaveCount(4);
  await expect(chart.locator("svg path[aria-roledescription=bar]").first()).toHaveAttribute(
    "aria-label",
    /^region: East; margin: 0\.\d+/,
  );
  expect(server.stray).toEqual([]);
  expect(refusals).toEqual([]);
});
