import { stageRecords } from "./column-values";
import type { Engine } from "./engine";
import type { ImportJob, JobResult } from "./import-job";
import { jsonRecords } from "./json-records";
import { createFromColumns } from "./stage";
import { decodeText } from "./text-encoding";

/** JSON and NDJSON, parsed here in slices: DuckDB's own reader is an extension that would have to be fetched. */
export async function importJson(engine: Engine, job: ImportJob): Promise<JobResult> {
  const text = decodeText(new Uint8Array(await job.file.arrayBuffer()));
  job.progress(0.2, "Reading objects");
  const found = await jsonRecords(job.file.name, text);
  if (!found.ok) return found;
  const columns = stageRecords(found.records);
  if (columns.length === 0)
    return { ok: false, message: `${job.file.name} holds no objects with fields (line 1).` };
  job.progress(0.6, "Filling the table");
  await createFromColumns(engine, job.table, columns);
  return { ok: true };
}
