import { DateDay, Decimal, Float64, Int64, TimestampMicrosecond, Utf8 } from "apache-arrow";
import { expect, test } from "vitest";
import { asText, decimalCell, toCell } from "./cell";

test("big integers are numbers while that is exact, then text", () => {
  expect(toCell(42n, new Int64())).toBe(42);
  expect(toCell(9_007_199_254_740_993n, new Int64())).toBe("9007199254740993");
});

test("decimals are numbers with their scale and sign", () => {
  expect(decimalCell(new Uint32Array([155, 0, 0, 0]), 2)).toBe(1.55);
  expect(decimalCell(new Uint32Array([4_294_967_141, 4_294_967_295, 4_294_967_295, 4_294_967_295]), 2)).toBe(
    -1.55,
  );
  expect(toCell(new Uint32Array([5, 0, 0, 0]), new Decimal(3, 9))).toBe(0.005);
});

test("dates and times are ISO text without a zone", () => {
  expect(toCell(Date.UTC(2024, 0, 5), new DateDay())).toBe("2024-01-05");
  expect(toCell(Date.UTC(2024, 0, 5, 10), new TimestampMicrosecond())).toBe("2024-01-05T10:00:00");
  expect(toCell(Date.UTC(2024, 0, 5, 10) + 250, new TimestampMicrosecond())).toBe("2024-01-05T10:00:00.250");
});

test("what JSON cannot say is null", () => {
  expect(toCell(Number.NaN, new Float64())).toBeNull();
  expect(toCell(Number.POSITIVE_INFINITY, new Float64())).toBeNull();
  expect(toCell(undefined, new Utf8())).toBeNull();
});

test.each([
  "INTERVAL",
  "TIME",
  "BLOB",
  "INTEGER[]",
  "STRUCT(a INTEGER)",
  "MAP(VARCHAR, INTEGER)",
  "DECIMAL(9,2)[3]",
])("%s is written as text by DuckDB", (type) => {
  expect(asText(type)).toBe(true);
});

test.each(["TIMESTAMP", "TIMESTAMP_S", "BIGINT", "DECIMAL(9,2)", "VARCHAR"])(
  "%s keeps its Arrow form",
  (type) => {
    expect(asText(type)).toBe(false);
  },
);
