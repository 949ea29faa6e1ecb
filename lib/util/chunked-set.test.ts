import { expect, test } from "vitest";
import { ChunkedSet } from "./chunked-set";

test("a chunked set holds what was added and leaves the set before it as it was", () => {
  const numbers = Array.from({ length: 1_000 }, (_, index) => index);
  const before = numbers.slice(0, 300).reduce((set, value) => set.with(value), ChunkedSet.empty<number>());
  const after = numbers.reduce((set, value) => set.with(value), before);
  expect(numbers.every((value) => after.has(value))).toBe(true);
  expect(before.has(299)).toBe(true);
  expect(before.has(300)).toBe(false);
  expect(after.with(5)).toBe(after);
});
