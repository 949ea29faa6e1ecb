import { expect, test } from "vitest";
import { retryText } from "./retry-text";
import { timeText } from "./format";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

test.each([
  [400, "Try again in 1 s"],
  [1_000, "Try again in 1 s"],
  [20_000, "Try again in 20 s"],
  [90_000, "Try again in 1 min 30 s"],
  [89_001, "Try again in 1 min 30 s"],
  [120_000, "Try again in 2 min"],
  [HOUR, `Try again at ${timeText(NOW + HOUR)}`],
])("[C46] a wait of %i ms is written for people", (wait, text) => {
  expect(retryText(NOW + wait, NOW)).toBe(text);
});

test("[C46] a limit that resets on another day is told with the day", () => {
  const text = retryText(NOW + 30 * HOUR, NOW);
  expect(text).toMatch(/^Try again on .+/);
  expect(text).toContain(timeText(NOW + 30 * HOUR));
});

test("[C46] a wait that is over is not told", () => {
  expect(retryText(NOW, NOW)).toBeNull();
  expect(retryText(NOW - 1, NOW)).toBeNull();
});
