import { MAX_OUTPUT_CHARS } from "../../../protocol/limits";
import type { Desk, QueryRows } from "../../../desk/types";
import { type AnyTool, defineTool } from "../../define-tool";
import { artifactOf, orThrow, rowsWithin } from "./output";

type Args = { sql: string; limit?: number; title?: string };

const DEFAULT_ROWS = 100;
const MAX_ROWS = 500;
const MAX_CELL_CHARS = 2_000;
const NOTE_CHARS = 200;

function cutCells(rows: QueryRows["rows"]): QueryRows["rows"] {
  return rows.map((row) =>
    row.map((cell) =>
      typeof cell === "string" && cell.length > MAX_CELL_CHARS ? `${cell.slice(0, MAX_CELL_CHARS)}…` : cell,
    ),
  );
}

/** The answer for the model: fewer rows when they are too long, and a note that says so. */
export function sqlAnswer({ columns, rows, total, truncated }: QueryRows): string {
  const named = columns.map(({ name, type }) => ({ name, type }));
  const room = MAX_OUTPUT_CHARS - JSON.stringify(named).length - NOTE_CHARS;
  const shown = rowsWithin(cutCells(rows), room);
  if (shown.length === rows.length && !truncated)
    return JSON.stringify({ columns: named, rows: shown, total, truncated });
  const note = `${shown.length} rows shown, ${total} rows total; aggregate or use limit and offset to see others`;
  const text = JSON.stringify({ columns: named, rows: shown, total, truncated: true, note });
  return text.length <= MAX_OUTPUT_CHARS
    ? text
    : JSON.stringify({ columns: [], rows: [], total, truncated: true, note });
}

/** One read-only statement over the imported tables. */
export function runSql(desk: Desk): AnyTool {
  return defineTool<Args>({
    name: "run_sql",
    title: "Run SQL",
    description:
      "Runs one read-only DuckDB SQL statement (select, with, describe, summarize) over the imported tables and returns " +
      "columns and rows. Times are UTC timestamps without a zone. Aggregate in SQL rather than fetching many rows. " +
      "Files, extensions and the network cannot be reached.",
    effect: "read",
    parameters: {
      type: "object",
      properties: {
        sql: {
          type: "string",
          minLength: 1,
          maxLength: 20_000,
          description: "One DuckDB statement that only reads",
        },
        limit: {
          type: "integer",
          minimum: 1,
          maximum: MAX_ROWS,
          description: "Most rows to return, 100 if left out",
        },
        title: {
          type: "string",
          maxLength: 120,
          description: "What the result shows, for the person who reads along",
        },
      },
      required: ["sql"],
      additionalProperties: false,
    },
    run: async ({ sql, limit = DEFAULT_ROWS, title = "" }, { signal }) => {
      const result = orThrow(await desk.query(sql, { limit, signal, title }));
      const { columns, rows, total } = result;
      return {
        output: sqlAnswer(result),
        artifact: artifactOf({ kind: "table", title: title === "" ? "Result" : title, columns, rows, total }),
      };
    },
    summarise: ({ sql, title }) => (title === undefined || title === "" ? sql : title),
  });
}
