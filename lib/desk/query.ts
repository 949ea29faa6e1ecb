import { type RecordBatch, Table } from "apache-arrow";
import type { AsyncDuckDBConnection } from "@duckdb/duckdb-wasm";
import { asText, toRows } from "./cell";
import type { Engine } from "./engine";
import { classify, MAX_SQL_CHARS, readOnly } from "./gate";
import { quoteName } from "./names";
import { sqlMessage } from "./sql-error";
import { sqlTokens } from "./sql-tokens";
import type { DeskColumn, QueryResult } from "./types";

export const MAX_QUERY_ROWS = 10_000;
const DEFAULT_ROWS = 100;

export type RunQuery = { sql: string; limit?: number | undefined; signal?: AbortSignal | undefined };

const CANCELLED: QueryResult = { ok: false, code: "cancelled", message: "The query was cancelled." };

/** Runs one statement a piece at a time, so that the worker hears `cancelSent` in between. */
async function send(connection: AsyncDuckDBConnection, sql: string): Promise<Table> {
  const reader = await connection.send(sql);
  const batches: RecordBatch[] = [];
  for await (const batch of reader) batches.push(batch);
  return new Table(reader.schema, batches);
}

async function columnsOf(connection: AsyncDuckDBConnection, sql: string): Promise<DeskColumn[]> {
  const { rows } = toRows(await connection.query(`describe ${readOnly(sql)}`));
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

function projection(columns: readonly DeskColumn[]): string {
  const casts = columns
    .filter((column) => asText(column.type))
    .map((column) => `${quoteName(column.name)}::varchar as ${quoteName(column.name)}`);
  return casts.length === 0 ? "*" : `* replace (${casts.join(", ")})`;
}

async function countRows(connection: AsyncDuckDBConnection, sql: string): Promise<number> {
  const { rows } = toRows(await send(connection, readOnly(sql, "count(*)")));
  return Number(rows[0]?.[0] ?? 0);
}

/** DuckDB refuses to prepare several statements, so what passes here is one `select`. */
async function prepared(connection: AsyncDuckDBConnection, sql: string): Promise<void> {
  const statement = await connection.prepare(sql);
  await statement.close();
}

async function read(connection: AsyncDuckDBConnection, run: RunQuery): Promise<QueryResult> {
  const { sql, signal } = run;
  const limit = clamp(run.limit ?? DEFAULT_ROWS);
  const started = performance.now();
  await prepared(connection, readOnly(sql));
  const columns = await columnsOf(connection, sql);
  if (signal?.aborted === true) return CANCELLED;
  const table = await send(connection, readOnly(sql, projection(columns), `limit ${limit + 1}`));
  const { rows } = toRows(table);
  const truncated = rows.length > limit;
  const total = truncated ? await countRows(connection, sql) : rows.length;
  return { ok: true, columns, rows: rows.slice(0, limit), total, truncated, ms: performance.now() - started };
}

function clamp(limit: number): number {
  return Math.max(1, Math.min(MAX_QUERY_ROWS, Math.floor(limit)));
}

async function gated(engine: Engine, connection: AsyncDuckDBConnection, run: RunQuery): Promise<QueryResult> {
  if (run.sql.length > MAX_SQL_CHARS) {
    return { ok: false, code: "refused", message: `The SQL is longer than ${MAX_SQL_CHARS} characters.` };
  }
  const gate = classify(run.sql, sqlTokens(run.sql, await engine.db.tokenize(run.sql)));
  if (!gate.ok) return { ok: false, code: "refused", message: gate.message };
  return run.signal?.aborted === true ? CANCELLED : read(connection, { ...run, sql: gate.sql });
}

/**
 * Runs a statement of somebody else's on a connection of its own.
 * After an abort it settles when DuckDB has let go; the caller decides how long to wait for that.
 */
export async function runQuery(engine: Engine, run: RunQuery): Promise<QueryResult> {
  const connection = await engine.db.connect();
  const cancel = (): void => void connection.cancelSent().catch(() => false);
  run.signal?.addEventListener("abort", cancel);
  try {
    return await gated(engine, connection, run);
  } catch (error) {
    return { ok: false, code: "sql_error", message: sqlMessage(error) };
  } finally {
    run.signal?.removeEventListener("abort", cancel);
    await connection.close().catch(() => undefined);
  }
}
