import { toRows } from "./cell";
import { badRecord, csvDialect } from "./csv-dialect";
import type { Engine } from "./engine";
import { IMPORT_DIRECTORY } from "./fence";
import type { ImportJob, JobResult } from "./import-job";
import { quoteName, quoteText } from "./names";
import { sqlMessage } from "./sql-error";
import { asUtf8, decodeText } from "./text-encoding";

const HEAD_BYTES = 65_536;
const WHOLE_FILE = 64 * 1_048_576;
const SAMPLE_ROWS = 200_000;

let imports = 0;

function readerSql(
  path: string,
  bytes: Uint8Array,
  delimiter: string | undefined,
): { sql: string; delimiter: string } {
  const head = decodeText(bytes.subarray(0, HEAD_BYTES));
  const dialect = csvDialect(head, delimiter);
  const sample = bytes.length <= WHOLE_FILE ? -1 : SAMPLE_ROWS;
  return {
    delimiter: dialect.delimiter,
    sql:
      `read_csv(${quoteText(path)}, delim = ${quoteText(dialect.delimiter)}, quote = '"', escape = '"', ` +
      `header = ${dialect.header}, sample_size = ${sample})`,
  };
}

/** Without the time-zone extension a TIMESTAMPTZ can be neither truncated nor compared by day. */
async function utcColumns(engine: Engine, reader: string): Promise<string> {
  const { rows } = toRows(await engine.connection.query(`describe select * from ${reader}`));
  const zoned = rows
    .filter(([, type]) => type === "TIMESTAMP WITH TIME ZONE")
    .map(([name]) => quoteName(String(name)));
  return zoned.length === 0
    ? "*"
    : `* replace (${zoned.map((name) => `${name}::timestamp as ${name}`).join(", ")})`;
}

function lineOf(message: string): string {
  const line = /on Line: (\d{1,12})/i.exec(message)?.[1];
  const first = message.split("\n", 1)[0] ?? message;
  return line === undefined ? first : `line ${line}: ${message.split("\n")[1] ?? first}`;
}

async function createTable(engine: Engine, table: string, reader: string): Promise<void> {
  const columns = await utcColumns(engine, reader);
  await engine.connection.query(`create table ${quoteName(table)} as select ${columns} from ${reader}`);
}

async function explain(job: ImportJob, delimiter: string, error: unknown): Promise<string> {
  const text = decodeText(new Uint8Array(await job.file.arrayBuffer()));
  const found = badRecord(text, delimiter) ?? lineOf(sqlMessage(error).replaceAll(IMPORT_DIRECTORY, ""));
  return `${job.file.name}, ${found}.`;
}

/** CSV and TSV: DuckDB reads a registered buffer, which is dropped again afterwards. */
export async function importCsv(engine: Engine, job: ImportJob): Promise<JobResult> {
  const bytes = asUtf8(new Uint8Array(await job.file.arrayBuffer()));
  imports += 1;
  const path = `${IMPORT_DIRECTORY}${imports}`;
  const reader = readerSql(path, bytes, job.kind === "tsv" ? "\t" : undefined);
  await engine.db.registerFileBuffer(path, bytes);
  job.progress(0.4, "Reading rows");
  try {
    await createTable(engine, job.table, reader.sql);
    return { ok: true };
  } catch (error) {
    return { ok: false, message: await explain(job, reader.delimiter, error) };
  } finally {
    await engine.db.dropFile(path);
  }
}
