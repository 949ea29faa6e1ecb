import { expect, test } from "vitest";
import { parseGuarded } from "./guard-json";

const LIMITS = { depth: 4, keys: 10, stringChars: 20 };
const reasonOf = (text: string): string | null => {
  const parsed = parseGuarded(text, LIMITS);
  return parsed.ok ? null : parsed.reason;
};

const withKeys = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 0]));

test("[S28] depth, keys and string length are bounded exactly", () => {
  expect(reasonOf("[[[[1]]]]")).toBeNull();
  expect(reasonOf("[[[[[1]]]]]")).toBe("nested too deep");
  expect(reasonOf(JSON.stringify(withKeys(10)))).toBeNull();
  expect(reasonOf(JSON.stringify(withKeys(11)))).toBe("too many keys");
  expect(reasonOf(JSON.stringify(Array(100).fill(0)))).toBeNull();
  expect(reasonOf(JSON.stringify("x".repeat(20)))).toBeNull();
  expect(reasonOf(JSON.stringify("x".repeat(21)))).toBe("a string is too long");
  expect(reasonOf("{nope")).toBe("not JSON");
});

test("[S28] keys that reach into prototypes are refused at any depth, and prototypes stay clean", () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    expect(reasonOf(`{"a":[{"${key}":{"polluted":true}}]}`)).toContain(key);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("[S28] a hundred thousand brackets are refused without exhausting the stack", () => {
  expect(reasonOf("[".repeat(100_000) + "]".repeat(100_000))).toBe("nested too deep");
});
