import { expect, test } from "vitest";
import { createValidator } from "./validate";

const SQL = {
  type: "object",
  properties: { sql: { type: "string", minLength: 1 }, limit: { type: "integer", maximum: 500 } },
  required: ["sql"],
  additionalProperties: false,
};

test("arguments that fit pass and others are refused with the place", () => {
  const validate = createValidator(SQL);
  expect(validate({ sql: "select 1" })).toEqual({ ok: true });
  for (const wrong of [
    {},
    { sql: 1 },
    { sql: "" },
    { sql: "x", limit: 501 },
    { sql: "x", other: 1 },
    null,
    "x",
    [1],
  ]) {
    expect(validate(wrong)).toMatchObject({ ok: false });
  }
  expect(validate({ sql: "x", limit: 501 })).toEqual({
    ok: false,
    message: expect.stringContaining("/limit") as string,
  });
});

test("local references are followed and properties may have the names of keywords", () => {
  const validate = createValidator({
    type: "object",
    properties: { pattern: { $ref: "#/$defs/short" }, $id: { type: "number" } },
    $defs: { short: { type: "string", maxLength: 3 } },
  });
  expect(validate({ pattern: "abc", $id: 1 })).toEqual({ ok: true });
  expect(validate({ pattern: "abcd" })).toMatchObject({ ok: false });
});

const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_none, index) => [
    `a${index}`,
    { allOf: [{ $ref: `#/$defs/a${index + 1}` }, { $ref: `#/$defs/a${index + 1}` }] },
  ]),
);

test.each([
  ["a pattern", { type: "string", pattern: "(a+)+$" }],
  ["pattern properties", { patternProperties: { "(a+)+$": {} } }],
  ["a remote reference", { $ref: "https://example.com/schema.json" }],
  ["a reference to a file", { $ref: "other.json#/a" }],
  ["a reference that leads nowhere", { $ref: "#/$defs/none" }],
  ["a reference into a prototype", { $ref: "#/constructor" }],
  ["a schema that contains itself", { properties: { a: { $ref: "#" } } }],
  ["references that double", { $ref: "#/$defs/a0", $defs: { ...doubling, a40: {} } }],
  ["an id", { $id: "https://example.com" }],
  ["too much text", { description: "x".repeat(70_000) }],
  ["no schema", 3],
])("[S29] a schema with %s is refused and never hangs", (_what, schema: unknown) => {
  const started = performance.now();
  expect(createValidator(schema)({})).toMatchObject({
    ok: false,
    message: expect.stringContaining("schema is refused") as string,
  });
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("a format is a note and not checked", () => {
  expect(createValidator({ type: "string", format: "email" })("not an address")).toEqual({ ok: true });
});
