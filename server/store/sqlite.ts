import { closeSync, fdatasync, fstatSync } from "node:fs";
import { promisify } from "node:util";
import { createCheckpoint } from "./checkpoint";
import { StoreUnavailable } from "./fault";
import type { StoreFault } from "./fault";
import type { StoreOpenError } from "./lock";
import { emptyWal, NOTHING_BEFORE, openSqlite, unusable } from "./open-sqlite";
import type { BeforeDisk, OpenSqlite } from "./open-sqlite";
import type { Store } from "./port";
import { createProbe } from "./probe";
import { createAppend, type SqliteAppend } from "./sqlite-append";
import { createSqliteBlobs } from "./sqlite-blobs";
import { createDeltas } from "./sqlite-deltas";
import { createSqliteEvents } from "./sqlite-events";
import { createSqliteErase } from "./sqlite-erase";
import { createHeads } from "./sqlite-heads";
import { createSqliteSessions } from "./sqlite-sessions";
import { createSqliteSettings } from "./sqlite-settings";
import { createSqliteShares } from "./sqlite-shares";
import type { Db } from "./statement";
import { createWalSync } from "./wal-sync";
import { createWriter } from "./writer";
import type { Commit, Transaction } from "./writer";

const SYNC_DELAY_MS = 250;
const CHECKPOINT_BYTES = 8 * 1024 * 1024;
const PROBE_MS = 1_000;
const MAX_ROWS_PER_COMMIT = 512;

export type SqliteOptions = {
  /** Made when absent. Holds the database, its log and the lock; one process at a time. */
  directory: string;
  /** `normal`: rows asked for with `sync` are synced before they resolve. `full`: all rows are. */
  durability: "full" | "normal";
  now: () => number;
  onFault: (fault: StoreFault) => void;
  /** How the write-ahead log reaches the disk; tests watch or fail it here. */
  datasync?: (fd: number) => Promise<void>;
  /** Called before each operation of the disk. What it throws, the operation throws; tests fail it here. */
  before?: BeforeDisk;
};

/** The store in one SQLite file, or why the folder cannot be used. */
export function createSqliteStore(options: SqliteOptions): Store | { error: StoreOpenError } {
  const opened = openSqlite(options.directory, options);
  if ("error" in opened) return opened;
  try {
    return wire(opened, options);
  } catch (error) {
    // A database that is damaged beyond its first page shows it at the first read.
    closeSync(opened.walFd);
    opened.db.close();
    opened.lock.release();
    return unusable(options.directory, error);
  }
}

function wire({ db, walFd, lock }: OpenSqlite, options: SqliteOptions): Store {
  const { datasync = promisify(fdatasync), before = NOTHING_BEFORE } = options;
  const touch = db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('probe', ?)");
  const probe = createProbe({
    everyMs: PROBE_MS,
    write: () => writer.write({ work: () => void touch.run(String(options.now())), weight: 1, sync: false }),
  });
  const onFault = (fault: StoreFault): void => {
    probe.noteFault(fault);
    options.onFault(fault);
  };
  const sync = createWalSync({ datasync: () => datasync(walFd), delayMs: SYNC_DELAY_MS, onFault });
  const checkpoint = createCheckpoint({
    everyBytes: CHECKPOINT_BYTES,
    walBytes: () => fstatSync(walFd).size,
    run: () => emptyWal(db, before),
    sync,
    onFault,
  });
  const deltas = createDeltas(db);
  const heads = createHeads(db, deltas);
  const appends = createAppend(db, heads, deltas);
  const writer = createWriter({
    transaction: transactionOf(db, appends, before),
    sync,
    syncAlways: options.durability === "full",
    maxWeight: MAX_ROWS_PER_COMMIT,
    schedule: setImmediate,
    onFault,
    onCommit: checkpoint.afterCommit,
  });
  const commit: Commit = async (work) => {
    const written = await writer.write({ work, weight: 1, sync: true });
    if (!written.ok) throw new StoreUnavailable("the store cannot write");
    return written.value;
  };
  const close = async (): Promise<void> => {
    probe.stop();
    writer.close();
    const synced = await sync.now();
    sync.stop();
    checkpoint.stop();
    if (synced) checkpoint.now();
    closeSync(walFd);
    db.close();
    lock.release();
  };
  let closing: Promise<void> | null = null;
  return {
    events: createSqliteEvents(db, { writer, commit, appends, heads, deltas, now: options.now }),
    blobs: createSqliteBlobs(db, heads),
    sessions: {
      ...createSqliteSessions(db, commit),
      ...createSqliteErase(db, { commit, heads, deltas, emptyLog: checkpoint.now }),
    },
    shares: createSqliteShares(db, commit),
    setting: createSqliteSettings(db, commit),
    close: () => (closing ??= close()),
  };
}

function transactionOf(db: Db, { flush, rolledBack }: SqliteAppend, before: BeforeDisk): Transaction {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  return {
    begin: () => {
      before("begin");
      begin.run();
    },
    commit: () => {
      flush();
      before("commit");
      commit.run();
    },
    rollback: () => {
      if (db.inTransaction) db.exec("ROLLBACK");
      rolledBack();
    },
  };
}
