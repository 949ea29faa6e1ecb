import { formatCell, markdownTable, sentenceList } from "./format";
import type { Column, Result, Table } from "./schema";
import { columnSql, quoteName, quoteText } from "./sql";

/** The statement that profiles one column: rows, nulls, distinct values, bounds and the most frequent values. */
export function profileSql(table: Table, column: Column): string {
  const [name, from] = [quoteName(column.name), quoteName(table.name)];
  const value = columnSql(column, "plain");
  const top =
    `(select string_agg(v || ' (' || n || ')', ', ' order by n desc, v) from (select cast(${name} as varchar) as v, count(*) as n ` +
    `from ${from} where ${name} is not null group by 1 having count(*) > 1 order by 2 desc, 1 limit 3))`;
  return (
    `select ${quoteText(column.name)} as "column", count(*) as "rows", count(*) - count(${name}) as nulls, ` +
    `count(distinct ${name}) as "distinct", min(${value}) as lowest, max(${value}) as highest, ${top} as top_values from ${from}`
  );
}

/** The note on a profiled table; columns whose query failed are named as such. */
export function profileNote(
  table: Table,
  profiled: readonly { column: Column; result: Result | null }[],
): string {
  const done = profiled.flatMap(({ column, result }) => {
    const row = result?.rows[0];
    return row && result ? [{ column, row, result }] : [];
  });
  const failed = profiled.filter(({ result }) => !result?.rows[0]).map(({ column }) => `\`${column.name}\``);
  const rows = done[0] ? formatCell(done[0].row[1], "BIGINT") : null;
  const gaps = done
    .filter(({ row }) => Number(row[2]) > 0)
    .map(({ column, row }) => `\`${column.name}\` (${formatCell(row[2], "BIGINT")})`);
  const constant = done.filter(({ row }) => String(row[3]) === "1").map(({ column }) => `\`${column.name}\``);
  const keys = done
    .filter(({ row }) => row[3] === row[1] && String(row[1]) !== "0")
    .map(({ column }) => `\`${column.name}\``);
  return [
    `**${table.name}**${rows === null ? "" : ` has **${rows}** rows`}; here is every column, one query each.`,
    done.length > 0 ? profileTable(done) : "",
    gaps.length > 0
      ? `Nulls stand in ${sentenceList(gaps)}.`
      : done.length > 0
        ? "No column holds a null."
        : "",
    keys.length > 0 ? `Every value is different in ${sentenceList(keys)}.` : "",
    constant.length > 0 ? `Only one value stands in ${sentenceList(constant)}.` : "",
    failed.length > 0 ? `I could not profile ${sentenceList(failed)}: the query failed.` : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

function profileTable(done: readonly { column: Column; row: unknown[]; result: Result }[]): string {
  const rows = done.map(({ column, row, result }) => [
    `\`${column.name}\``,
    column.type.toLowerCase(),
    ...[2, 3, 4, 5].map((at) => formatCell(row[at], result.columns[at]?.type)),
    row[6] === null || row[6] === undefined ? "–" : formatCell(row[6]),
  ]);
  const head = ["Column", "Type", "Nulls", "Distinct", "Lowest", "Highest", "Most frequent"];
  return markdownTable(head, rows, [false, false, true, true, true, true, false]);
}
