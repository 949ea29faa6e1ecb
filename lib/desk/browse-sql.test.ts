import { expect, test } from "vitest";
import { type Browsed, countSql, rowsSql } from "./browse-sql";

const browsed: Browsed = {
  table: "orders",
  columns: [
    { name: "region", type: "VARCHAR" },
    { name: 'a"b', type: "DOUBLE" },
  ],
  sort: null,
  filter: "",
};

test("[GRID-1] rows come in the file's order, and in one order where they sort alike", () => {
  expect(rowsSql(browsed, { from: 200, count: 100 })).toBe(
    'select * from "orders"  order by rowid limit 100 offset 200',
  );
  expect(
    rowsSql({ ...browsed, sort: { column: 'a"b', direction: "desc" } }, { from: 0, count: 1 }),
  ).toContain('order by "a""b" desc nulls last, rowid');
});

test("[GRID-1] what is searched for is text, whatever it looks like", () => {
  const sql = countSql({ ...browsed, filter: "x' or '%" });
  expect(sql).toContain("contains(lower(\"region\"::varchar), lower('x'' or ''%'))");
  expect(sql).toContain('"a""b"');
});
