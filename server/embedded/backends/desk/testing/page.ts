import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Item } from "../../../../../lib/responses/item";
import { createDeskBackend } from "../desk";

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

export type Tools = Record<string, (args: Record<string, unknown>) => unknown>;
export type Made = { name: string; args: Record<string, unknown>; output: string };

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

/** A conversation with the desk model in which its calls are run by some tools. */
export function converse(tools: Tools): { ask(question: string): Promise<{ text: string; made: Made[] }> } {
  const input: Item[] = [];
  return {
    async ask(question) {
      input.push({ type: "message", role: "user", content: [{ type: "input_text", text: question }] });
      return await respond(input, tools);
    },
  };
}

async function respond(input: Item[], tools: Tools): Promise<{ text: string; made: Made[] }> {
  const made: Made[] = [];
  for (let round = 0; round < 12; round += 1) {
    const { text, calls } = await oneResponse(input, tools);
    if (calls.length === 0) {
      input.push({ type: "message", role: "assistant", content: [{ type: "output_text", text }] });
      return { text, made };
    }
    for (const { name, args } of calls) {
      const output = runTool(tools, name, args);
      const call_id = `call_${input.length}`;
      made.push({ name, args, output });
      input.push(
        { type: "function_call", call_id, name, arguments: JSON.stringify(args) },
        { type: "function_call_output", call_id, output },
      );
    }
  }
  throw new Error(
    `no answer after 12 rounds; last calls: ${made
      .slice(-3)
      .map(({ name }) => name)
      .join(", ")}`,
  );
}

async function oneResponse(
  input: readonly Item[],
  tools: Tools,
): Promise<{ text: string; calls: { name: string; args: Record<string, unknown> }[] }> {
  const offered = Object.keys(tools).map((name) => ({ type: "function" as const, name }));
  const request = {
    model: "desk",
    instructions: null,
    input,
    tools: offered,
    parallelToolCalls: true,
    maxOutputTokens: null,
    responseId: "resp_1",
    settings: {},
  };
  let text = "";
  const calls: { name: string; args: Record<string, unknown> }[] = [];
  for await (const chunk of createDeskBackend().run(request, new AbortController().signal)) {
    if (chunk.type === "text") text += chunk.text;
    if (chunk.type === "call")
      calls.push({ name: chunk.name, args: JSON.parse(chunk.arguments) as Record<string, unknown> });
  }
  return { text, calls };
}

function runTool(tools: Tools, name: string, args: Record<string, unknown>): string {
  try {
    return JSON.stringify(tools[name]?.(args));
  } catch (error) {
    return JSON.stringify({
      error: { code: "sql_error", message: error instanceof Error ? error.message : String(error) },
    });
  }
}
