import { expect, test } from "vitest";
import { quoteName, quoteText, tableName, uniqueNames } from "./names";

test.each([
  ["orders.csv", "orders"],
  ["Orders 2024 (final).CSV", "orders_2024_final"],
  ["2024.csv", "t_2024"],
  ["order.json", "t_order"],
  ["Müßig.csv", "mu_ig"],
  ["'; drop table x; --.csv", "drop_table_x"],
  ["日本.csv", "table_1"],
  ["archive.tar.parquet", "archive_tar"],
])("the file %s becomes the table %s", (file, name) => {
  expect(tableName(file, new Set())).toBe(name);
});

test("a taken table name gets the next free number", () => {
  expect(tableName("orders.csv", new Set(["orders"]))).toBe("orders_2");
  expect(tableName("orders.csv", new Set(["orders", "orders_2"]))).toBe("orders_3");
});

test("column names are made unique without regard to case and never empty", () => {
  expect(uniqueNames(["a", "A", "", " a ", "a_2"])).toEqual(["a", "A_2", "column_3", "a_3", "a_2_2"]);
});

test("quotes are doubled", () => {
  expect(quoteName('a"b')).toBe('"a""b"');
  expect(quoteText("it's")).toBe("'it''s'");
});
