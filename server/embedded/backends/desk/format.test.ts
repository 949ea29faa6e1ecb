import { expect, test } from "vitest";
import { formatCell, formatNumber, formatStep } from "./format";

test.each([
  [1234567.891, "1,234,567.89"],
  [1.005, "1.01"],
  [-2.345, "-2.35"],
  ["90071992547409931", "90,071,992,547,409,931"],
  [12, "12"],
  [0.5, "0.50"],
  [0.00123, "0.0012"],
  [-0.0000001, "-0.0000001"],
  [1e21, "1,000,000,000,000,000,000,000"],
])("%s is written as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("cells cannot break a table or smuggle markup", () => {
  expect(formatCell("a|b\n<img>")).toBe("a\\|b \\<img\\>");
});

test("time steps are written as people say them", () => {
  expect([
    formatStep("2024-03-01", "month"),
    formatStep("2024-04-01", "quarter"),
    formatStep(8, "hour_of_day"),
    formatStep("Tuesday", "weekday"),
  ]).toEqual(["March 2024", "Q2 2024", "08:00", "Tuesday"]);
});
