import { expect, test } from "vitest";
import { bytesText, countText, durationText, shortNumberText } from "./format";

test("durations are written for people", () => {
  expect([0, 64, 999.6, 2_400, 9_960, 24_000, 72_000, 3_720_000].map(durationText)).toEqual([
    "0 ms",
    "64 ms",
    "1.0 s",
    "2.4 s",
    "10 s",
    "24 s",
    "1 min 12 s",
    "1 h 2 min",
  ]);
});

test("bytes have at most two significant figures below ten", () => {
  expect([0, 512, 4_210, 9_960, 31_000, 999_700, 3_081_240].map(bytesText)).toEqual([
    "0 B",
    "512 B",
    "4.2 KB",
    "10 KB",
    "31 KB",
    "1.0 MB",
    "3.1 MB",
  ]);
});

test("large counts of tokens are shortened", () => {
  expect([212, 2_140, 1_400_000].map(shortNumberText)).toEqual(["212", "2.1k", "1.4m"]);
});

test("a count is grouped and agrees with its noun", () => {
  expect([countText(1, "row"), countText(3_000, "row"), countText(0, "step")]).toEqual([
    "1 row",
    "3,000 rows",
    "0 steps",
  ]);
});
