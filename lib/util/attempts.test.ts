import { expect, test } from "vitest";
import { createAttempts } from "./attempts";

test("[F45] a clock that is set back by an hour keeps nobody waiting for an hour", () => {
  let now = 10_000_000;
  const attempts = createAttempts({ limit: 2, everyMs: 100, now: () => now });
  for (let taken = 0; taken < 2; taken += 1) expect(attempts.take("ann")).toBe(0);
  now -= 3_600_000;
  expect(attempts.take("ann")).toBe(100);
  now += 100;
  expect(attempts.take("ann")).toBe(0);
});
