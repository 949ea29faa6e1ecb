import { expect, test } from "vitest";
import { LatestSet } from "./latest-set";

test("[G8] a set of the latest holds no more than it may, and forgets what was added longest ago", () => {
  const set = new LatestSet<number>(3);
  for (const value of [1, 2, 3, 1, 4]) set.add(value);
  expect([1, 2, 3, 4].filter((value) => set.has(value))).toEqual([1, 3, 4]);
});
