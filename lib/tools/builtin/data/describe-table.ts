import type { ColumnProfile, Desk, TableProfile } from "../../../desk/types";
import { type AnyTool, defineTool } from "../../define-tool";
import { artifactOf, fitting, orThrow } from "./output";

const PROFILE_COLUMNS = [
  { name: "name", type: "VARCHAR" },
  { name: "type", type: "VARCHAR" },
  { name: "nulls", type: "BIGINT" },
  { name: "distinct", type: "BIGINT" },
  { name: "min", type: "VARCHAR" },
  { name: "max", type: "VARCHAR" },
  { name: "samples", type: "VARCHAR" },
];

function shortened({ table, rows, columns }: TableProfile, samples: number, most = columns.length): unknown {
  const shown = columns
    .slice(0, most)
    .map((column) => ({ ...column, samples: column.samples.slice(0, samples) }));
  const note = most < columns.length ? { note: `${most} of ${columns.length} columns` } : {};
  return { table, rows, columns: shown, ...note };
}

function profileRow({ name, type, nulls, distinct, min, max, samples }: ColumnProfile) {
  return [name, type, nulls, distinct, min, max, samples.join(", ")];
}

/** Types, nulls, bounds and frequent values of one table's columns. */
export function describeTable(desk: Desk): AnyTool {
  return defineTool<{ table: string }>({
    name: "describe_table",
    title: "Describe table",
    description:
      "Describes one table: for each column its type, the number of nulls and distinct values, smallest, largest and " +
      "most frequent values. Call it before writing SQL about a table.",
    effect: "read",
    parameters: {
      type: "object",
      properties: {
        table: { type: "string", minLength: 1, maxLength: 200, description: "Name of the table" },
      },
      required: ["table"],
      additionalProperties: false,
    },
    run: async ({ table }, { signal }) => {
      const found = orThrow(await desk.describe(table, { signal }));
      return {
        output: fitting(
          () => shortened(found, 8),
          () => shortened(found, 3),
          () => shortened(found, 0, 150),
        ),
        artifact: artifactOf({
          kind: "table",
          title: found.table,
          columns: PROFILE_COLUMNS,
          rows: found.columns.map(profileRow),
          total: found.columns.length,
        }),
      };
    },
    summarise: ({ table }) => table,
  });
}
