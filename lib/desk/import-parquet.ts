import type { FileMetaData, SchemaElement } from "hyparquet";
import { stageColumn, type StagedColumn, type StagedType } from "./column-values";
import type { Engine } from "./engine";
import type { ImportJob, JobResult } from "./import-job";
import { uniqueNames } from "./names";
import { createFromColumns } from "./stage";

const MAX_ROWS = 5_000_000;

function isDay(element: SchemaElement): boolean {
  return element.converted_type === "DATE" || element.logical_type?.type === "DATE";
}

function knownType(element: SchemaElement): StagedType | undefined {
  if (isDay(element)) return "DATE";
  const text = element.type === "BYTE_ARRAY" && element.converted_type !== "DECIMAL";
  return text && element.logical_type?.type !== "DECIMAL" ? "VARCHAR" : undefined;
}

function plainValue(value: unknown, day: boolean): unknown {
  if (!(value instanceof Date)) return value;
  if (Number.isNaN(value.getTime())) return null;
  return day ? value.toISOString().slice(0, 10) : value.toISOString();
}

async function readColumns(buffer: ArrayBuffer, metadata: FileMetaData): Promise<StagedColumn[]> {
  const [{ parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const fields = parquetSchema(metadata).children;
  const values = new Map(
    fields.map((field) => [field.element.name, new Array<unknown>(Number(metadata.num_rows))]),
  );
  await parquetRead({
    file: buffer,
    metadata,
    compressors,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = values.get(columnName);
      for (let row = 0; column !== undefined && row < columnData.length; row += 1)
        column[rowStart + row] = columnData[row];
    },
  });
  const names = uniqueNames(fields.map((field) => field.element.name));
  return fields.map(({ element, children }, index) => {
    const plain = (values.get(element.name) ?? []).map((value) => plainValue(value, isDay(element)));
    return stageColumn(
      names[index] ?? element.name,
      plain,
      children.length > 0 ? "VARCHAR" : knownType(element),
    );
  });
}

async function metadataOf(job: ImportJob, buffer: ArrayBuffer): Promise<FileMetaData | string> {
  const { parquetMetadata } = await import("hyparquet");
  try {
    return parquetMetadata(buffer);
  } catch (error) {
    const what = error instanceof Error ? error.message : "the footer cannot be read";
    return `${job.file.name} is not a whole Parquet file (footer at byte ${Math.max(0, buffer.byteLength - 8)}): ${what}.`;
  }
}

/** Parquet through a reader of our own: DuckDB's is an extension that would have to be fetched. */
export async function importParquet(engine: Engine, job: ImportJob): Promise<JobResult> {
  const buffer = await job.file.arrayBuffer();
  const metadata = await metadataOf(job, buffer);
  if (typeof metadata === "string") return { ok: false, message: metadata };
  if (metadata.num_rows > MAX_ROWS) {
    return {
      ok: false,
      message: `${job.file.name} has ${metadata.num_rows} rows; ${MAX_ROWS} can be read here.`,
    };
  }
  job.progress(0.3, "Reading columns");
  try {
    const columns = await readColumns(buffer, metadata);
    job.progress(0.7, "Filling the table");
    await createFromColumns(engine, job.table, columns);
    return { ok: true };
  } catch (error) {
    const what = error instanceof Error ? error.message : "a column cannot be read";
    return { ok: false, message: `${job.file.name} cannot be read as Parquet (after byte 4): ${what}.` };
  }
}
