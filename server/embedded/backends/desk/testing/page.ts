import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Tools } from "./converse";

type Vector = { schema: { fields: { name: string; type: unknown }[] }; toArray(): Record<string, unknown>[] };
type Connection = { query(sql: string): Vector };
type DuckModule = {
  createDuckDB(
    bundles: unknown,
    logger: unknown,
    runtime: unknown,
  ): Promise<{ instantiate(done: () => void): Promise<unknown>; connect(): Connection }>;
  VoidLogger: new () => unknown;
  NODE_RUNTIME: unknown;
};

/** A page with real tables: the tools of the contract over an in-process DuckDB. */
export type Page = { tools: Tools; execute(sql: string): unknown[][] };

export async function openPage(statements: readonly string[]): Promise<Page> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  const duck = require(entry) as DuckModule;
  const bundle = (kind: string) => ({
    mainModule: join(dirname(entry), `duckdb-${kind}.wasm`),
    mainWorker: "",
  });
  const db = await duck.createDuckDB(
    { mvp: bundle("mvp"), eh: bundle("eh") },
    new duck.VoidLogger(),
    duck.NODE_RUNTIME,
  );
  await db.instantiate(() => undefined);
  const connection = db.connect();
  statements.forEach((sql) => connection.query(sql));
  const execute = (sql: string): unknown[][] => rowsOf(connection, sql);
  return { execute, tools: toolsOf(connection, execute) };
}

/** Every cell as JSON text would carry it: numbers by a cast in the engine, dates as ISO text. */
function rowsOf(connection: Connection, sql: string): unknown[][] {
  const types = typesOf(connection, sql);
  const cells = types.map(({ name, type }) =>
    /INT|DECIMAL|DOUBLE|FLOAT/.test(type)
      ? `cast(${quote(name)} as double)`
      : type === "BOOLEAN"
        ? quote(name)
        : `cast(${quote(name)} as varchar)`,
  );
  const named = cells.map((cell, at) => `${cell} as c${at}`).join(", ");
  return connection
    .query(`select ${named} from (${sql})`)
    .toArray()
    .map((row) => cells.map((_, at) => row[`c${at}`] ?? null));
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const typesOf = (connection: Connection, sql: string): { name: string; type: string }[] =>
  connection
    .query(`describe ${sql}`)
    .toArray()
    .map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));

function toolsOf(connection: Connection, execute: (sql: string) => unknown[][]): Tools {
  const columns = (table: string) => typesOf(connection, `select * from ${quote(table)}`);
  const rows = (table: string): unknown => execute(`select count(*) from ${quote(table)}`)[0]?.[0];
  const names = (): string[] =>
    execute("select table_name from information_schema.tables order by 1").map(([name]) => String(name));
  return {
    list_tables: () => ({
      tables: names().map((name) => ({
        name,
        rows: rows(name),
        columns: columns(name).map((each) => each.name),
      })),
    }),
    describe_table: ({ table }) => ({
      table,
      rows: rows(String(table)),
      columns: columns(String(table)).map((each) => describe(execute, String(table), each)),
    }),
    run_sql: ({ sql, limit }) => {
      const all = execute(String(sql));
      const kept = all.slice(0, Number(limit ?? 100));
      return {
        columns: typesOf(connection, String(sql)),
        rows: kept,
        total: all.length,
        truncated: kept.length < all.length,
      };
    },
    create_chart: ({ title, sql }) => ({ chart: "c1", title, points: execute(String(sql)).length }),
  };
}

function describe(
  execute: (sql: string) => unknown[][],
  table: string,
  { name, type }: { name: string; type: string },
): Record<string, unknown> {
  const [column, from] = [quote(name), quote(table)];
  const [nulls, distinct, min, max] =
    execute(
      `select count(*) - count(${column}), count(distinct ${column}), min(${column}), max(${column}) from ${from}`,
    )[0] ?? [];
  const samples = execute(
    `select cast(${column} as varchar) from ${from} where ${column} is not null group by 1 order by count(*) desc, 1 limit 8`,
  );
  return { name, type, nulls, distinct, min, max, samples: samples.map(([value]) => String(value)) };
}
