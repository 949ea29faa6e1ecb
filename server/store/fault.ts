/**
 * What the store tells its process.
 * - `write_failed`: nothing of the commit was written; the next commit is tried as usual.
 * - `write_recovered`: the first commit that worked after `write_failed`.
 * - `checkpoint_failed`: the write-ahead log keeps growing; nothing is lost and it is tried again later.
 * - `sync_failed`: it is unknown what is on the disk. The store refuses every later write; the process should exit.
 */
export type StoreFault =
  | { code: "write_failed"; cause: WriteFailure; message: string }
  | { code: "write_recovered" }
  | { code: "checkpoint_failed"; message: string }
  | { code: "sync_failed"; message: string };

export type WriteFailure = "disk_full" | "read_only" | "corrupt" | "busy" | "io";

/** Rejects a call of the store whose result has no place for "the disk refuses"; `append` never rejects with it. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly code = "unavailable";
}

const CAUSES: readonly (readonly [prefix: string, cause: WriteFailure])[] = [
  ["SQLITE_FULL", "disk_full"],
  ["SQLITE_READONLY", "read_only"],
  ["SQLITE_PERM", "read_only"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "corrupt"],
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_IOERR", "io"],
  ["SQLITE_CANTOPEN", "io"],
  ["SQLITE_NOMEM", "io"],
  ["SQLITE_PROTOCOL", "io"],
];

/** Why the disk refused, or null when the error is not the disk's doing (a bug in a statement, say). */
export function writeFailure(error: unknown): WriteFailure | null {
  const code = codeOf(error);
  return CAUSES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? null;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
