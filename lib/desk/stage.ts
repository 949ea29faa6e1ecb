import { Table, tableToIPC } from "apache-arrow";
import { arrowVector } from "./arrow-vector";
import type { StagedColumn } from "./column-values";
import type { Engine } from "./engine";
import { quoteName } from "./names";

const STAGE = "import_stage";

function selected(column: StagedColumn, index: number): string {
  const name = quoteName(column.name);
  if (column.type === "DATE") return `c${index}::date as ${name}`;
  if (column.type !== "TIMESTAMP") return `c${index} as ${name}`;
  return `c${index}::timestamptz::timestamp as ${name}`;
}

/** Creates a table from columns. Times with a zone become UTC. Rejects with DuckDB's error. */
export async function createFromColumns(
  engine: Engine,
  table: string,
  columns: readonly StagedColumn[],
): Promise<void> {
  const vectors = Object.fromEntries(columns.map((column, index) => [`c${index}`, arrowVector(column)]));
  try {
    await engine.connection.insertArrowFromIPCStream(tableToIPC(new Table(vectors), "stream"), {
      name: STAGE,
      create: true,
    });
    await engine.connection.query(
      `create table ${quoteName(table)} as select ${columns.map(selected).join(", ")} from ${STAGE}`,
    );
  } finally {
    await engine.connection.query(`drop table if exists ${STAGE}`);
  }
}
