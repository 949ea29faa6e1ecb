/** Stands in `PRAGMA user_version`; a folder with a higher one was written by a newer Longwire. */
export const SCHEMA_VERSION = 1;

/** Checkpoints are run by checkpoint.ts, so that a commit never waits for one. */
export const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA foreign_keys = ON;
`;

/** Where a session stands. Its head is the last event: a column for it would cost an update for each append. */
export const SESSION_STATE = `
  SELECT no, epoch, coalesce((SELECT max(seq) FROM event WHERE session_no = session.no), 0) AS head
  FROM session WHERE id = ?
`;

/**
 * The driver binds every number as a float, so number columns must say INTEGER.
 * `open_item` names the items with deltas and no `item.done`: below the lowest `first_seq` a compact read
 * follows `event_kept` alone and never walks the deltas.
 */
export const SCHEMA = `
  CREATE TABLE session (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    principal TEXT NOT NULL,
    title TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0
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
  CREATE INDEX event_kept ON event (session_no, seq) WHERE type <> 'item.delta';
  CREATE INDEX event_done ON event (session_no, item_id) WHERE type = 'item.done';

  CREATE TABLE open_item (
    session_no INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    PRIMARY KEY (session_no, item_id)
  ) WITHOUT ROWID;

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
`;
