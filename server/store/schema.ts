/** Stands in `PRAGMA user_version`; a folder with a higher one was written by a newer Longwire. */
export const SCHEMA_VERSION = 4;

/** Checkpoints are run by checkpoint.ts, so that a commit never waits for one. */
export const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;
`;

/** `tombstone` keeps the ids of erased sessions, so that nobody can create one again. */
const DELETION = `
  CREATE INDEX session_due ON session (deletes_at) WHERE deletes_at IS NOT NULL;
  CREATE TABLE tombstone (id TEXT PRIMARY KEY, erased_at INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Outputs that are too large for their events, once for each session that has them. */
const BLOBS = `
  CREATE TABLE blob (
    session_no INTEGER NOT NULL,
    hash TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (session_no, hash)
  );
`;

/**
 * The driver binds every number as a float, so number columns must say INTEGER.
 * `delta` holds the text of items under way, one row for each commit: see sqlite-deltas.ts.
 */
const SCHEMA = `
  CREATE TABLE session (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    principal TEXT NOT NULL,
    title TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0,
    deletes_at INTEGER
  );
  CREATE INDEX session_by_principal ON session (principal, updated_at DESC, no DESC);

  CREATE TABLE epoch (
    session_no INTEGER NOT NULL REFERENCES session (no),
    epoch INTEGER NOT NULL,
    start_seq INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    PRIMARY KEY (session_no, epoch)
  ) WITHOUT ROWID;

  CREATE TABLE event (
    session_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    command_id TEXT,
    item_id TEXT,
    body TEXT NOT NULL,
    secret TEXT,
    PRIMARY KEY (session_no, seq)
  );
  CREATE UNIQUE INDEX event_command ON event (session_no, command_id) WHERE command_id IS NOT NULL;

  CREATE TABLE delta (place INTEGER PRIMARY KEY, rows TEXT NOT NULL);

  CREATE TABLE share (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    last_used_at INTEGER
  );
  CREATE INDEX share_by_session ON share (session_id, created_at);

  CREATE TABLE share_grant (
    principal TEXT NOT NULL,
    share_id TEXT NOT NULL REFERENCES share (id),
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (principal, share_id)
  ) WITHOUT ROWID;

  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  ${DELETION}
  ${BLOBS}
`;

/** Version 1 kept all text in `event`, with an index over it. What an `item.done` holds is dropped. */
const FROM_VERSION_1 = `
  DELETE FROM event WHERE type = 'item.delta' AND EXISTS (
    SELECT 1 FROM event AS done
    WHERE done.session_no = event.session_no AND done.item_id = event.item_id AND done.type = 'item.done');
  DROP INDEX event_kept;
  DROP INDEX event_done;
  DROP TABLE open_item;
  CREATE TABLE delta (place INTEGER PRIMARY KEY, rows TEXT NOT NULL);
`;

const FROM_VERSION_2 = `
  ALTER TABLE session ADD COLUMN deletes_at INTEGER;
  ${DELETION}
`;

const STEPS = [FROM_VERSION_1, FROM_VERSION_2, BLOBS];

/** What brings a database of an older version to this one; version 0 is an empty file. */
export const migrationFrom = (version: number): string =>
  version === 0 ? SCHEMA : STEPS.slice(version - 1).join("");
