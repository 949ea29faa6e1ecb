import type { SqlToken } from "./sql-tokens";

export type GateResult = { ok: true; sql: string } | { ok: false; message: string };

export const MAX_SQL_CHARS = 20_000;

const READS = new Set([
  "select",
  "with",
  "from",
  "values",
  "table",
  "describe",
  "desc",
  "show",
  "summarize",
  "pivot",
  "unpivot",
]);

/** They read files, or change something although they stand in a `select`. The fence stops the first kind too. */
const REFUSED_FUNCTION =
  /^(?:read_[a-z_]{1,30}|(?:parquet|arrow|iceberg|delta)_[a-z_]{1,30}|sniff_csv|glob|query|query_table|(?:enable|disable)_[a-z_]{1,30}|(?:force_)?checkpoint|truncate_duckdb_logs|write_log|nextval|scan_arrow_ipc|sqlite_[a-z_]{1,30}|postgres_[a-z_]{1,30}|mysql_[a-z_]{1,30})$/;

function refused(message: string): GateResult {
  return { ok: false, message };
}

function bareName(token: SqlToken): string {
  return token.text.replace(/^"|"$/g, "").toLowerCase();
}

function calledFunction(tokens: readonly SqlToken[]): string | undefined {
  return tokens
    .filter((token, index) => token.kind === "word" && tokens[index + 1]?.text === "(")
    .map(bareName)
    .find((name) => REFUSED_FUNCTION.test(name));
}

/**
 * Says whether a text is one statement that only reads, and gives it without its last semicolon.
 * A first look with good messages: `readOnly` is what DuckDB then has to accept as a single statement.
 */
export function classify(sql: string, tokens: readonly SqlToken[]): GateResult {
  const last = tokens.findLastIndex((token) => token.text !== ";");
  const words = tokens.slice(0, last + 1);
  const first = words.find((token) => token.text !== "(");
  if (first === undefined) return refused("The SQL is empty.");
  if (words.some((token) => token.text === ";")) return refused("Only one statement at a time.");
  if (!READS.has(bareName(first))) {
    return refused(
      `Only reading is allowed (select, with, describe, show, summarize), not ${first.text.slice(0, 40)}.`,
    );
  }
  const called = calledFunction(words);
  if (called !== undefined)
    return refused(`The function ${called} is not available here; read the imported tables.`);
  return { ok: true, sql: sql.slice(0, tokens[last + 1]?.at) };
}

/** The statement inside a `select`: whatever cannot stand there is a syntax error to DuckDB. */
export function readOnly(sql: string, projection = "*", tail = ""): string {
  return `select ${projection} from (\n${sql}\n) as result ${tail}`;
}
