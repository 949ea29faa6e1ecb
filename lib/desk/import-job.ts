import type { FileKind } from "./file-kind";
import type { ImportProgress } from "./types";

/** A file that is to become the table `table`, whose name is free. */
export type ImportJob = { file: File; kind: FileKind; table: string; progress: ImportProgress };

/** The message names the file and the line or byte. */
export type JobResult = { ok: true } | { ok: false; message: string };
