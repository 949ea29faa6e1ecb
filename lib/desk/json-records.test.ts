import { expect, test } from "vitest";
import { stageRecords } from "./column-values";
import { jsonRecords } from "./json-records";

async function why(text: string): Promise<string> {
  const found = await jsonRecords("f.json", text);
  return found.ok ? "" : found.message;
}

test("arrays, single objects and lines of objects are read", async () => {
  expect(await jsonRecords("f", ' [ {"a":"x]\\"},["} , {"a":[1,{"b":2}]} ] ')).toEqual({
    ok: true,
    records: [{ a: 'x]"},[' }, { a: [1, { b: 2 }] }],
  });
  expect(await jsonRecords("f", '{"a":\n1}')).toEqual({ ok: true, records: [{ a: 1 }] });
  expect(await jsonRecords("f", '{"a":1}\r\n\r\n{"a":2}')).toEqual({
    ok: true,
    records: [{ a: 1 }, { a: 2 }],
  });
  expect(await jsonRecords("f", '[{"a":1},]')).toEqual({ ok: true, records: [{ a: 1 }] });
  expect(await jsonRecords("f", "[]")).toEqual({ ok: true, records: [] });
});

test.each([
  ['[{"a":1},\n{"b":x}]', /line 2 \(byte 10\): the object that starts here is not valid JSON/],
  ['[{"a":1},\n 3]', /line 2 \(byte 11\): an object was expected/],
  ['[{"a":1}', /line 1 \(byte 8\): the file ends inside the array/],
  ['[{"a":1}] x', /line 1 \(byte 10\): there is something after the array/],
  ['{"é":1}\n{"é":}\n', /line 2 \(byte 9\)/],
  ["  \n", /nothing but white space/],
  ["hello", /line 1 \(byte 0\): an array of objects was expected/],
])("%j is refused with its place", async (text, message) => {
  expect(await why(text)).toMatch(message);
});

test("columns get the narrowest type that holds all their values", () => {
  const columns = stageRecords([
    { i: 1, f: 1, d: "2024-01-05", t: "2024-01-05T10:00:00Z", m: 1, o: { a: 1n }, b: true, n: null },
    {
      i: -2,
      f: 1.5,
      d: "2024-02-06",
      t: "2024-02-06",
      m: "x",
      o: [1],
      b: null,
      late: 9_007_199_254_740_993n,
    },
  ]);
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "i BIGINT",
    "f DOUBLE",
    "d DATE",
    "t TIMESTAMP",
    "m VARCHAR",
    "o VARCHAR",
    "b BOOLEAN",
    "n VARCHAR",
    "late BIGINT",
  ]);
  expect(columns.find((column) => column.name === "o")?.values).toEqual(['{"a":"1"}', "[1]"]);
  expect(columns.find((column) => column.name === "late")?.values).toEqual([null, 9_007_199_254_740_993n]);
});

test("an impossible date stays text", () => {
  expect(stageRecords([{ d: "2024-13-45" }]).map((column) => column.type)).toEqual(["VARCHAR"]);
});
