import { expect, test } from "vitest";
import { cellText, columnFormat, csvText } from "./cells";
import { catalogTables, deskBytes } from "./tables";
import { windowOf } from "./window-rows";

const written = (type: string, values: unknown[], name = "x"): string[] => {
  const rows = values.map((value) => [value]);
  const format = columnFormat({ name, type }, 0, rows);
  return values.map((value) => cellText(value, format));
};

test("numbers of a column share their decimals and group, except years and ids", () => {
  expect(written("DOUBLE", [29.8, -8.25, 34])).toEqual(["29.80", "−8.25", "34.00"]);
  expect(written("BIGINT", [2023, 2024])).toEqual(["2023", "2024"]);
  expect(written("BIGINT", [3_040], "n")).toEqual(["3,040"]);
  expect(written("BIGINT", [10_417, 12_000], "order_id")).toEqual(["10417", "12000"]);
  expect(written("BIGINT", [12_480, 830])).toEqual(["12,480", "830"]);
  expect(written("DOUBLE", [1 / 3, 1e-9])).toEqual(["0.3333", "0.0000"]);
});

test("a time of day is shown only when a column has one", () => {
  expect(written("TIMESTAMP", ["2024-07-01T00:00:00", null])).toEqual(["2024-07-01", ""]);
  expect(written("TIMESTAMP", ["2024-07-01T00:00:00", "2024-07-01T13:05:00"])).toEqual([
    "2024-07-01 00:00:00",
    "2024-07-01 13:05:00",
  ]);
});

test("CSV quotes what must be quoted and disarms formulas", () => {
  const columns = ["a", "b"].map((name) => ({ name, type: "VARCHAR" }));
  const rows = [
    ['say "hi"', null],
    ["=1+1", -2],
    ["x,y", true],
  ];
  expect(csvText({ columns, rows })).toBe('a,b\r\n"say ""hi""",\r\n\'=1+1,-2\r\n"x,y",true\r\n');
});

test("a catalog names tables with rows and columns, whatever the order of its columns", () => {
  const columns = ["rows", "name", "columns"].map((name) => ({ name, type: "" }));
  const rows = [
    [3_000, "orders", [{ name: "id", type: "BIGINT" }, "region"]],
    [1, "one", "a, b"],
    [null, null, null],
  ];
  const tables = catalogTables({ kind: "catalog", title: "", columns, rows, total: 2 });
  expect(
    tables.map(({ name, rows: count, columns: of }) => [name, count, of.map((column) => column.name)]),
  ).toEqual([
    ["orders", 3_000, ["id", "region"]],
    ["one", 1, ["a", "b"]],
  ]);
});

test("a file with two tables counts once", () => {
  const table = { name: "a", file: "x.json", bytes: 10, rows: 1, columns: [], kept: "memory" as const };
  expect(deskBytes([table, { ...table, name: "b" }, { ...table, file: "y.csv" }])).toBe(20);
});

test("long results draw only what is in sight, with gaps of the right height", () => {
  expect(windowOf({ count: 200, scrolled: 0, rowHeight: 31, height: 440 })).toEqual({
    from: 0,
    to: 200,
    before: 0,
    after: 0,
  });
  const middle = windowOf({ count: 500, scrolled: 250, rowHeight: 31, height: 440 });
  expect(middle.before + middle.after + (middle.to - middle.from) * 31).toBe(500 * 31);
  expect(middle.to - middle.from).toBeLessThan(50);
});
