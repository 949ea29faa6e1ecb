import { formatCell, formatStep, heading, isNumeric, markdownTable } from "./format";
import type { Dim, Query } from "./query";
import type { Result } from "./schema";

const SHOWN_ROWS = 10;

/** What an answer is written from: the query, its result, the totals beside it, and the chart that was drawn. */
export type Findings = {
  query: Query;
  main: Result;
  context: Result | null;
  /** The chart's title, `null` when none was drawn. */
  chart: string | null;
};

/** A cell of a named column, formatted; `null` when the result has no such column. */
export function cell(result: Result | null, row: number, name: string): string | null {
  const at = result?.columns.findIndex((column) => column.name === name) ?? -1;
  const values = result?.rows[row];
  return at < 0 || !result || !values ? null : formatCell(values[at], result.columns[at]?.type);
}

/** The names of a group: its dimension values, as people write them. */
export function groupName(result: Result, row: number, dims: readonly Dim[]): string {
  return dims.map((dim) => dimCell(result, row, dim)).join(" / ");
}

/** One dimension value of a row, as people write it. */
export function dimCell(result: Result, row: number, dim: Dim): string {
  const at = result.columns.findIndex(({ name }) => name === dim.alias);
  const value = result.rows[row]?.[at];
  return dim.kind === "time" ? formatStep(value, dim.grain) : formatCell(value, result.columns[at]?.type);
}

/** The first ten rows of a result as a table. */
export function resultTable(result: Result, dims: readonly Dim[]): string {
  const table = fullTable({ ...result, rows: result.rows.slice(0, SHOWN_ROWS) }, dims);
  return result.rows.length > SHOWN_ROWS
    ? `${table}\n\nThe first ten are shown; the query's result has the rest.`
    : table;
}

/** Every row of a result as a table. */
export function fullTable(result: Result, dims: readonly Dim[]): string {
  const isDim = (name: string): boolean => dims.some(({ alias }) => alias === name);
  const cells = result.rows.map((row, index) =>
    result.columns.map(({ name, type }, at) => {
      const dim = dims.find(({ alias }) => alias === name);
      return dim ? dimCell(result, index, dim) : formatCell(row[at], type);
    }),
  );
  const right = result.columns.map(
    ({ name, type }, at) => !isDim(name) && isNumeric(result.rows[0]?.[at], type),
  );
  return markdownTable(
    result.columns.map(({ name }) => heading(name)),
    cells,
    right,
  );
}
