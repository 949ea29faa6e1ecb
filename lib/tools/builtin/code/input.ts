import { quoteName } from "../../../desk/names";
import type { Desk, QueryRows } from "../../../desk/types";
import { ToolError } from "../../define-tool";
import { orThrow, rowsWithin } from "../data/output";

export const MAX_INPUT_ROWS = 10_000;
/** Characters of the rows as JSON. */
const MAX_INPUT_CHARS = 8_000_000;

/** Rows for code; `total` counts those that there are. */
export type Input = Pick<QueryRows, "columns" | "rows" | "total">;

type Tables = Pick<Desk, "query" | "state" | "tables">;

/** The rows of a table, or of the desk's current result: whole where it was cut for the model. */
export async function inputOf(desk: Tables, table: string | undefined, signal: AbortSignal): Promise<Input> {
  const read = async (sql: string): Promise<Input> =>
    bounded(orThrow(await desk.query(sql, { limit: MAX_INPUT_ROWS, signal, keep: false })));
  if (table !== undefined) return read(`select * from ${quoteName(known(desk, table))}`);
  const last = desk.state().lastResult;
  if (last === undefined) return { columns: [], rows: [], total: 0 };
  return last.truncated ? read(last.sql) : bounded(last);
}

function bounded({ columns, rows, total }: QueryRows): Input {
  return { columns, rows: rowsWithin(rows, MAX_INPUT_CHARS), total };
}

function known(desk: Tables, table: string): string {
  const names = desk.tables().map(({ name }) => name);
  const found = names.find((name) => name === table.toLowerCase());
  if (found !== undefined) return found;
  const list = names.length === 0 ? "There are no tables yet." : `Tables: ${names.join(", ")}`;
  throw new ToolError("no_table", `There is no table "${table.slice(0, 80)}". ${list}`);
}
