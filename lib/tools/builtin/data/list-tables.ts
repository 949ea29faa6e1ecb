import type { Desk, DeskTable } from "../../../desk/types";
import { type AnyTool, defineTool } from "../../define-tool";
import { artifactOf, fitting } from "./output";

const CATALOG_COLUMNS = [
  { name: "name", type: "VARCHAR" },
  { name: "rows", type: "BIGINT" },
  { name: "columns", type: "VARCHAR" },
];

function entry({ name, rows, columns }: DeskTable, most = columns.length): Record<string, unknown> {
  const names = columns.slice(0, most).map((column) => column.name);
  return {
    name,
    rows,
    columns: most < columns.length ? [...names, `… ${columns.length - most} more`] : names,
  };
}

/** Names of all tables with their columns. */
export function listTables(desk: Desk): AnyTool {
  return defineTool<Record<string, never>>({
    name: "list_tables",
    title: "List tables",
    description:
      "Lists the tables that the person has imported into this page, with the number of rows and the columns.",
    effect: "read",
    parameters: { type: "object", properties: {}, additionalProperties: false },
    run: () => {
      const tables = desk.tables();
      const rows = tables.map(({ name, rows: count, columns }) => [
        name,
        count,
        columns.map((one) => one.name).join(", "),
      ]);
      return Promise.resolve({
        output: fitting(
          () => ({ tables: tables.map((table) => entry(table)) }),
          () => ({ tables: tables.map((table) => entry(table, 20)) }),
          () => ({
            tables: tables.slice(0, 200).map((table) => entry(table, 3)),
            note: `${tables.length} tables in total`,
          }),
        ),
        artifact: artifactOf({
          kind: "catalog",
          title: "Tables",
          columns: CATALOG_COLUMNS,
          rows,
          total: tables.length,
        }),
      });
    },
    summarise: () => "",
  });
}
