import type { Table } from "apache-arrow";
import { asText, toRows } from "./cell";
import { quoteName } from "./names";
import type { Cell, ColumnProfile, DeskColumn, DeskTable, TableProfile } from "./types";

const SAMPLES = 8;
const SAMPLE_CHARS = 60;
const COLUMNS_AT_ONCE = 25;

function measures(column: DeskColumn): string[] {
  const name = quoteName(column.name);
  const value = asText(column.type) ? `${name}::varchar` : name;
  return [`count(${name})`, `count(distinct ${value})`, `min(${value})`, `max(${value})`];
}

function measureSql(table: string, columns: readonly DeskColumn[]): string {
  const values = columns.flatMap(measures).map((value, index) => `${value} as m${index}`);
  return `select ${values.join(", ")} from ${quoteName(table)}`;
}

function samplesSql(table: string, column: DeskColumn): string {
  const name = quoteName(column.name);
  return (
    `select left(${name}::varchar, ${SAMPLE_CHARS}) from ${quoteName(table)} where ${name} is not null ` +
    `group by ${name} order by count(*) desc, ${name} limit ${SAMPLES}`
  );
}

function cut(value: Cell): Cell {
  return typeof value === "string" ? value.slice(0, SAMPLE_CHARS) : value;
}

async function measure(
  table: DeskTable,
  columns: readonly DeskColumn[],
  query: (sql: string) => Promise<Table>,
): Promise<ColumnProfile[]> {
  const [row = []] = toRows(await query(measureSql(table.name, columns))).rows;
  const profiles: ColumnProfile[] = [];
  for (const [index, column] of columns.entries()) {
    const [present, distinct, min, max] = row.slice(index * 4, index * 4 + 4);
    const samples = toRows(await query(samplesSql(table.name, column))).rows.map(([value]) => String(value));
    profiles.push({
      ...column,
      nulls: table.rows - Number(present),
      distinct: Number(distinct),
      min: cut(min ?? null),
      max: cut(max ?? null),
      samples,
    });
  }
  return profiles;
}

/** Counts, bounds and frequent values of each column. `query` may reject; wide tables are measured in parts. */
export async function profile(
  table: DeskTable,
  query: (sql: string) => Promise<Table>,
): Promise<TableProfile> {
  const columns: ColumnProfile[] = [];
  for (let from = 0; from < table.columns.length; from += COLUMNS_AT_ONCE) {
    columns.push(...(await measure(table, table.columns.slice(from, from + COLUMNS_AT_ONCE), query)));
  }
  return { table: table.name, rows: table.rows, columns };
}
