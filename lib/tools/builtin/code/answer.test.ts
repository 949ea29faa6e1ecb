import { expect, test } from "vitest";
import { MAX_OUTPUT_CHARS } from "../../../protocol/limits";
import { MAX_LINE_CHARS, MAX_LINES, MAX_VALUE_CHARS } from "../../../sandbox/limits";
import type { SandboxEnd } from "../../../sandbox/types";
import type { JsonValue } from "../../../util/json";
import { answerOf } from "./answer";

const NONE = { columns: [], rows: [], total: 0 };

const returned = (value: JsonValue, lines: string[] = [], unprinted = 0): SandboxEnd => ({
  ...{ status: "returned", value, ms: 4.4, lines, unprinted },
});
const answer = (run: SandboxEnd, input = NONE) => answerOf(run, { title: "T", input });

test("an answer has the value, what was printed and the rows that went in", () => {
  expect(answer(returned(7, ["a", "b"], 2)).output).toEqual({
    ...{ value: 7, printed: ["a", "b"], lines_left_out: 2, input_rows: 0, ms: 4 },
  });
  const input = { columns: [{ name: "n", type: "BIGINT" }], rows: [[1]], total: 30_000 };
  expect(answerOf(returned(null), { title: "T", input }).output).toEqual({
    ...{ value: null, input_rows: 1, input_total: 30_000, ms: 4 },
  });
});

test("the largest value and the most lines together fit a tool's output", () => {
  const lines = Array.from({ length: MAX_LINES }, () => '"'.repeat(MAX_LINE_CHARS));
  const value = "x".repeat(MAX_VALUE_CHARS - 2);
  const { output } = answer(returned(value, lines, 1e9));
  expect(JSON.stringify(output).length).toBeLessThanOrEqual(MAX_OUTPUT_CHARS);
  expect(output).toMatchObject({ value });
});

test("a list of flat objects is a table to people, with every column that occurs", () => {
  const rows = [
    { region: "North", tonnes: 3, late: true },
    { region: "South", note: null },
  ];
  expect(answer(returned(rows)).artifact).toEqual({
    kind: "table",
    title: "T",
    columns: [
      { name: "region", type: "VARCHAR" },
      { name: "tonnes", type: "DOUBLE" },
      { name: "late", type: "BOOLEAN" },
      { name: "note", type: "VARCHAR" },
    ],
    rows: [
      ["North", 3, true, null],
      ["South", null, null, null],
    ],
    total: 2,
  });
});

test.each<[string, JsonValue]>([
  ["numbers", [1, 2]],
  ["nested objects", [{ a: { b: 1 } }]],
  ["nothing", []],
  ["one object", { a: 1 }],
  ["objects and others", [{ a: 1 }, 2]],
])("%s are no table", (_what, value) => {
  expect(answer(returned(value)).artifact).toBeUndefined();
});

test("a throw tells its place and what was printed before", () => {
  const run: SandboxEnd = { status: "threw", message: "TypeError: no", line: 2, column: 9, lines: ["here"] };
  expect(() => answer(run)).toThrow("TypeError: no (line 2, column 9)\nPrinted:\nhere");
  expect(() => answer({ ...run, line: null, column: null, lines: [] })).toThrow(/^TypeError: no$/);
});

test.each<[SandboxEnd, string, RegExp]>([
  [{ status: "timed_out", ms: 10_000, lines: [] }, "timed_out", /10000 ms/],
  [{ status: "too_large", chars: 30_000, lines: [] }, "output_too_large", /30000 .* 24000/],
  [{ status: "flooded", lines: [] }, "code_threw", /more than its answer/],
  [{ status: "cancelled", lines: [] }, "cancelled", /cancelled/],
  [{ status: "unavailable", lines: [] }, "unavailable", /could not start/],
])("%o fails as %s", (run, code, message) => {
  const problem = (() => {
    try {
      return answer(run);
    } catch (error) {
      return error;
    }
  })();
  expect(problem).toMatchObject({ code, message: expect.stringMatching(message) as string });
});
