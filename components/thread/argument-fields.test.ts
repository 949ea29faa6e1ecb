import { expect, test } from "vitest";
import { argumentFields, isEdited, readFields } from "./argument-fields";

const TEXT = '{"sql":"select 1\\n","limit":100,"tags":["a","b"]}';
const fields = argumentFields(TEXT) ?? [];

test("[APR-9] text is edited as it is, other values as JSON", () => {
  expect(fields).toEqual([
    { name: "sql", kind: "text", value: "select 1\n" },
    { name: "limit", kind: "json", value: "100" },
    { name: "tags", kind: "json", value: '[\n  "a",\n  "b"\n]' },
  ]);
});

test("[APR-9] what was not touched is what the model wrote, what was touched is what the person wrote", () => {
  expect(readFields(fields, {})).toEqual({ ok: true, text: TEXT });
  expect(readFields(fields, { sql: 'select "two"', limit: "7" })).toEqual({
    ok: true,
    text: '{"sql":"select \\"two\\"","limit":7,"tags":["a","b"]}',
  });
});

test("[APR-9] each field that is no JSON says so, and nothing is sent", () => {
  const read = readFields(fields, { limit: "ten", tags: "[1," });
  expect(read.ok ? [] : Object.keys(read.problems)).toEqual(["limit", "tags"]);
});

test("[APR-9] an argument named __proto__ stays an argument", () => {
  const text = '{"__proto__":"x"}';
  expect(readFields(argumentFields(text) ?? [], {})).toEqual({ ok: true, text });
});

test("[APR-9] arguments that are no object are not edited", () => {
  for (const text of ["", "[1]", '"a"', "{half", "null"]) expect(argumentFields(text)).toBeNull();
});

test("[APR-9] what was typed and taken back is no change", () => {
  expect(isEdited(fields, {})).toBe(false);
  expect(isEdited(fields, { limit: "100" })).toBe(false);
  expect(isEdited(fields, { limit: "101" })).toBe(true);
});
