import { expect, test } from "vitest";
import { artifactSchema, toolSpecSchema } from "../../../protocol/tool";
import type { Desk, DeskTable, QueryOptions, QueryResult } from "../../../desk/types";
import type { AnyTool, ToolResult } from "../../define-tool";
import { createRegistry } from "../../registry";
import { dataPack } from "./pack";
import { sqlAnswer } from "./run-sql";

const ORDERS: DeskTable = {
  name: "orders",
  file: "orders.csv",
  bytes: 9,
  rows: 3,
  columns: [{ name: "id", type: "BIGINT" }],
  kept: "memory",
};

/** A desk whose answers are given; the real one needs a browser and is tested there. */
function desk(answer: QueryResult): Desk & { asked: QueryOptions[] } {
  const asked: QueryOptions[] = [];
  const failed = { ok: false, code: "no_table", message: 'There is no table "x". Tables: orders' } as const;
  return {
    asked,
    deskId: "d",
    open: () => Promise.resolve(),
    importFile: () => Promise.resolve({ ok: false, message: "" }),
    restore: () => Promise.resolve({ tables: [], failed: [] }),
    tables: () => [ORDERS],
    describe: () => Promise.resolve(failed),
    query: (_sql, options = {}) => {
      asked.push(options);
      return Promise.resolve(answer);
    },
    removeTable: () => Promise.resolve(false),
    state: () => ({ engine: "ready", keeps: "memory", note: "", tables: [ORDERS], lastResult: undefined }),
    subscribe: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

function table(count: number, text = "x"): QueryResult & { ok: true } {
  const rows = Array.from({ length: count }, (_none, index) => [index, text]);
  return {
    ok: true,
    columns: [
      { name: "n", type: "BIGINT" },
      { name: "t", type: "VARCHAR" },
    ],
    rows,
    total: count,
    truncated: false,
    ms: 1,
  };
}

async function call(tool: AnyTool | undefined, args: unknown): Promise<ToolResult> {
  const parsed = await tool?.parse(args);
  if (tool === undefined || parsed?.ok !== true) throw new Error("the arguments do not fit");
  return tool.run(parsed.args, {
    signal: new AbortController().signal,
    callId: "call_1",
    progress: () => undefined,
    ask: () => Promise.reject(new Error("asks nothing")),
  });
}

const BAR = { mark: "bar", encoding: { x: { field: "t" }, y: { field: "n", type: "quantitative" } } };

test("the pack's specs are valid and only read", () => {
  const specs = createRegistry(dataPack(desk(table(0)))).specs();
  expect(specs.map((spec) => [spec.name, spec.effect, spec.approval])).toEqual([
    ["create_chart", "read", "auto"],
    ["describe_table", "read", "auto"],
    ["list_tables", "read", "auto"],
    ["run_sql", "read", "auto"],
  ]);
  for (const spec of specs) expect(toolSpecSchema.safeParse(spec).success).toBe(true);
});

test("list_tables names tables, rows and columns", async () => {
  const result = await call(createRegistry(dataPack(desk(table(0)))).get("list_tables"), {});
  expect(result.output).toBe('{"tables":[{"name":"orders","rows":3,"columns":["id"]}]}');
  expect(result.artifact).toMatchObject({ kind: "catalog", rows: [["orders", 3, "id"]], total: 1 });
});

test("describe_table says which tables there are when it finds none", async () => {
  const tool = createRegistry(dataPack(desk(table(0)))).get("describe_table");
  await expect(call(tool, { table: "x" })).rejects.toMatchObject({
    code: "no_table",
    message: 'There is no table "x". Tables: orders',
  });
});

test("run_sql answers columns, rows and total, 100 rows by default", async () => {
  const over = desk(table(2));
  const result = await call(createRegistry(dataPack(over)).get("run_sql"), { sql: "select 1" });
  expect(result.output).toBe(
    '{"columns":[{"name":"n","type":"BIGINT"},{"name":"t","type":"VARCHAR"}],"rows":[[0,"x"],[1,"x"]],"total":2,"truncated":false}',
  );
  expect(result.artifact).toMatchObject({ kind: "table", title: "Result", total: 2 });
  expect(over.asked[0]?.limit).toBe(100);
});

test.each([["x".repeat(1_000)], ["é".repeat(1_900)], ["x".repeat(9_000)], ['"'.repeat(3_000)]])(
  "answers and artifacts stay within their limits for long cells",
  async (text) => {
    const long = table(500, text);
    const answer = sqlAnswer(long);
    expect(answer.length).toBeLessThanOrEqual(32_768);
    expect(JSON.parse(answer)).toMatchObject({
      total: 500,
      truncated: true,
      note: expect.stringContaining("500 rows total") as string,
    });
    const { artifact } = await call(createRegistry(dataPack(desk(long))).get("run_sql"), {
      sql: "x",
      limit: 500,
    });
    expect(new TextEncoder().encode(JSON.stringify(artifact)).length).toBeLessThanOrEqual(65_536);
    expect(artifactSchema.safeParse(artifact).success).toBe(true);
  },
);

test("create_chart numbers its charts and gives rows beside the checked spec", async () => {
  const tool = createRegistry(dataPack(desk(table(3)))).get("create_chart");
  const args = { title: "T", sql: "select 1", spec: { ...BAR, config: { x: 1 } } };
  expect((await call(tool, args)).output).toEqual({ chart: "c1", title: "T", points: 3 });
  const second = await call(tool, args);
  expect(second.output).toEqual({ chart: "c2", title: "T", points: 3 });
  expect(second.artifact).toMatchObject({ kind: "chart", spec: BAR, total: 3 });
});

test("create_chart refuses a bad spec and too many rows in words", async () => {
  const args = { title: "T", sql: "select 1", spec: { ...BAR, data: { url: "x" } } };
  await expect(
    call(createRegistry(dataPack(desk(table(3)))).get("create_chart"), args),
  ).rejects.toMatchObject({ code: "invalid_spec" });
  const many = { ...table(500), total: 900, truncated: true };
  await expect(
    call(createRegistry(dataPack(desk(many))).get("create_chart"), { ...args, spec: BAR }),
  ).rejects.toMatchObject({
    code: "too_many_points",
    message: expect.stringContaining("900 rows") as string,
  });
});
