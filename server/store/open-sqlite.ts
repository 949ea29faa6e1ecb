import Database from "libsql";
import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "./fault";
import { lockFolder } from "./lock";
import type { FolderLock, StoreOpenError } from "./lock";
import { migrationFrom, PRAGMAS, SCHEMA_VERSION } from "./schema";
import { prepare } from "./statement";
import type { Db } from "./statement";

const DATABASE = "longwire.db";

/** An open, migrated and empty-logged database, the handle of its write-ahead log, and the lock of its folder. */
export type OpenSqlite = { db: Db; walFd: number; lock: FolderLock };

/** `migrate` comes inside the transaction that changes the schema. */
export type BeforeDisk = (operation: "begin" | "commit" | "checkpoint" | "migrate") => void;
export const NOTHING_BEFORE: BeforeDisk = () => undefined;

type OpenOptions = { now: () => number; before?: BeforeDisk | undefined };

export function openSqlite(
  directory: string,
  { now, before = NOTHING_BEFORE }: OpenOptions,
): OpenSqlite | { error: StoreOpenError } {
  let lock: FolderLock | null = null;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const locked = lockFolder(directory);
    if ("error" in locked) return locked;
    lock = locked;
    const opened = openDatabase(join(directory, DATABASE), { now, before });
    if ("error" in opened) {
      lock.release();
      return opened;
    }
    syncFolder(directory);
    return { ...opened, lock };
  } catch (error) {
    lock?.release();
    return unusable(directory, error);
  }
}

export const unusable = (directory: string, error: unknown): { error: StoreOpenError } => ({
  error: { code: "unusable", message: `The folder ${directory} cannot be used: ${messageOf(error)}` },
});

export function emptyWal(db: Db, before: BeforeDisk): void {
  before("checkpoint");
  db.pragma("wal_checkpoint(TRUNCATE)");
}

function openDatabase(
  path: string,
  disk: { now: () => number; before: BeforeDisk },
): { db: Db; walFd: number } | { error: StoreOpenError } {
  const db = new Database(path);
  try {
    return migrated(db, path, disk);
  } catch (error) {
    // What is left open would keep the file locked for whoever tries again in this process.
    if (db.inTransaction) db.exec("ROLLBACK");
    db.close();
    throw error;
  }
}

function migrated(
  db: Db,
  path: string,
  { now, before }: { now: () => number; before: BeforeDisk },
): { db: Db; walFd: number } | { error: StoreOpenError } {
  db.exec(PRAGMAS);
  const version =
    prepare<{ version: number }>(db, "SELECT user_version AS version FROM pragma_user_version").get()
      ?.version ?? 0;
  if (version > SCHEMA_VERSION) {
    db.close();
    return { error: { code: "newer", message: `${path} was written by a newer version of Longwire.` } };
  }
  if (version < SCHEMA_VERSION) {
    db.exec(`BEGIN; ${migrationFrom(version)}`);
    before("migrate");
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  }
  leaveOriginal(db, now());
  emptyWal(db, before);
  return { db, walFd: openSync(`${path}-wal`, "r+") };
}

/**
 * The server that a backup was taken from went on and gave out the next epochs itself. What opens the copy first
 * starts from the time, which is beyond them, so that no cursor of that server means a place in this log.
 */
function leaveOriginal(db: Db, at: number): void {
  const isBackup = prepare(db, "SELECT 1 FROM setting WHERE name = 'backup_of'").get() !== undefined;
  if (!isBackup) return;
  db.exec("BEGIN");
  prepare(db, "UPDATE session SET epoch = max(epoch, ?)").run(at);
  prepare(db, "DELETE FROM setting WHERE name = 'backup_of'").run();
  db.exec("COMMIT");
}

/** SQLite syncs the folder of a new log at its own first sync of it, which ours may precede. */
function syncFolder(directory: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
