import { assertNever } from "../util/assert-never";
import type { Engine } from "./engine";
import { fileKind, wrongContent } from "./file-kind";
import { importCsv } from "./import-csv";
import type { ImportJob, JobResult } from "./import-job";
import { importJson } from "./import-json";
import { importParquet } from "./import-parquet";
import { sqlMessage } from "./sql-error";
import type { ImportProgress } from "./types";

const HEAD_BYTES = 65_536;

export type FileIntoTable = { file: File; table: string; progress: ImportProgress };

function byKind(engine: Engine, job: ImportJob): Promise<JobResult> {
  switch (job.kind) {
    case "csv":
    case "tsv":
      return importCsv(engine, job);
    case "json":
    case "ndjson":
      return importJson(engine, job);
    case "parquet":
      return importParquet(engine, job);
    default:
      return assertNever(job.kind);
  }
}

/** What is wrong with a file before anything is loaded for it, or `undefined`. */
export async function objection(file: File): Promise<string | undefined> {
  const kind = fileKind(file.name, file.size);
  if (!kind.ok) return kind.message;
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return wrongContent(file.name, kind.kind, head);
}

/** Makes one table of one file. A failure leaves no table behind. */
export async function importInto(
  engine: Engine,
  { file, table, progress }: FileIntoTable,
): Promise<JobResult> {
  const kind = fileKind(file.name, file.size);
  if (!kind.ok) return kind;
  try {
    return await byKind(engine, { file, kind: kind.kind, table, progress });
  } catch (error) {
    return { ok: false, message: `${file.name} could not be imported: ${sqlMessage(error)}` };
  }
}
