import { expect, test } from "vitest";
import type { Desk, DeskState, LastResult, QueryOptions } from "../../../desk/types";
import { inputOf, MAX_INPUT_ROWS } from "./input";

const COLUMNS = [{ name: "n", type: "BIGINT" }];
const LAST: LastResult = {
  ...{
    sql: "select n from t",
    title: "",
    columns: COLUMNS,
    rows: [[1], [2]],
    total: 2,
    truncated: false,
    ms: 1,
  },
};
const TABLE = { name: "orders", file: "o.csv", bytes: 1, rows: 3, columns: COLUMNS, kept: "memory" as const };

/** The desk as far as an input needs it. */
function deskWith(lastResult: LastResult | undefined, cell: string | number = 5) {
  const asked: { sql: string; options: QueryOptions | undefined }[] = [];
  const desk: Pick<Desk, "query" | "state" | "tables"> = {
    tables: () => [TABLE],
    state: (): DeskState => ({ engine: "ready", keeps: "memory", note: "", tables: [TABLE], lastResult }),
    query: (sql, options) => {
      asked.push({ sql, options });
      const rows = Array.from({ length: 3 }, () => [cell]);
      return Promise.resolve({ ok: true, columns: COLUMNS, rows, total: 3, truncated: false, ms: 1 });
    },
  };
  return { desk, asked };
}

const { signal } = new AbortController();

test("without a table the input is the current result", async () => {
  const { desk, asked } = deskWith(LAST);
  expect(await inputOf(desk, undefined, signal)).toEqual({ columns: COLUMNS, rows: [[1], [2]], total: 2 });
  expect(asked).toEqual([]);
});

test("a result that was cut for the model is read again whole, and stays the current one", async () => {
  const { desk, asked } = deskWith({ ...LAST, total: 900, truncated: true });
  expect((await inputOf(desk, undefined, signal)).rows).toEqual([[5], [5], [5]]);
  expect(asked).toEqual([
    { sql: "select n from t", options: { limit: MAX_INPUT_ROWS, signal, keep: false } },
  ]);
});

test("before any query the input is empty", async () => {
  expect(await inputOf(deskWith(undefined).desk, undefined, signal)).toEqual({
    columns: [],
    rows: [],
    total: 0,
  });
});

test("a table is read under its name, and one that is not there is told with those that are", async () => {
  const { desk, asked } = deskWith(LAST);
  await inputOf(desk, "Orders", signal);
  expect(asked[0]?.sql).toBe('select * from "orders"');
  await expect(inputOf(desk, 'x" union select 1', signal)).rejects.toMatchObject({
    code: "no_table",
    message: 'There is no table "x" union select 1". Tables: orders',
  });
});

test("rows beyond eight million characters are left out, and the total tells of them", async () => {
  const { desk } = deskWith(undefined, "x".repeat(3_000_000));
  const { rows, total } = await inputOf(desk, "orders", signal);
  expect([rows.length, total]).toEqual([2, 3]);
});
