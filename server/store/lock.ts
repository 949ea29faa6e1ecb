import Database from "libsql";
import { join } from "node:path";
import { messageOf, writeFailure } from "./fault";

/**
 * - `locked`: another process holds the folder.
 * - `newer`: a newer Longwire wrote it.
 * - `unusable`: it cannot be made, read or written, or is not a database.
 */
export type StoreOpenError = { code: "locked" | "newer" | "unusable"; message: string };

export type FolderLock = { release(): void };

/**
 * Holds the folder for this process. The operating system frees it when the process ends, however it ends.
 * Inside this process only SQLite may open `lock.db`: closing a plain handle of a file drops the locks on it.
 */
export function lockFolder(directory: string): FolderLock | { error: StoreOpenError } {
  const file = new Database(join(directory, "lock.db"));
  try {
    file.exec("PRAGMA journal_mode = OFF");
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    return { error: refusal(directory, error) };
  }
  return {
    release: () => {
      if (file.open) file.close();
    },
  };
}

function refusal(directory: string, error: unknown): StoreOpenError {
  if (writeFailure(error) === "busy")
    return { code: "locked", message: `The folder ${directory} is in use by another Longwire process.` };
  return { code: "unusable", message: `The folder ${directory} cannot be locked: ${messageOf(error)}` };
}
