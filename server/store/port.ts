import type { Cursor } from "../../lib/protocol/cursor";
import type { Role } from "../../lib/protocol/role";

/** One event as stored. `body` is the exact public JSON that viewers get; `secret` never leaves the server. */
export type LogRow = {
  seq: number;
  /** Milliseconds since 1970, from the owner's clock. */
  at: number;
  type: string;
  /** Set on the first event that a command caused; unique per session. */
  commandId: string | null;
  /** Set on `item.*` events: lets catch-up leave out the deltas of finished items. */
  itemId: string | null;
  body: string;
  secret: string | null;
};

/** Bytes too large for a row, named by their SHA-256 in hex. */
export type StoredBlob = { hash: string; bytes: Uint8Array };

/** The right to append to one session. A newer epoch makes every older lease worthless. */
export type Lease = { sessionId: string; epoch: number };

/** What the session list shows; written with the events that changed it. */
export type SessionSummary = { title: string | null; updatedAt: number };

export type AppendRequest = {
  lease: Lease;
  /** The head that the rows continue; `rows[0].seq === after + 1`. */
  after: number;
  rows: readonly LogRow[];
  /** What rows name by its hash: kept with them or not at all, once for a session. */
  blobs?: readonly StoredBlob[];
  summary: SessionSummary | null;
  /** True: resolve only when the rows are on the disk. False: when they are committed. */
  sync: boolean;
  /**
   * Called once the rows are committed, before they are known to be on the disk: a crash of the process can
   * no longer undo them, a power cut can. Not called when nothing was written.
   */
  onCommitted?: () => void;
};

/**
 * - `stale_owner`: a newer epoch exists or the head has moved; drop the session's state, never retry.
 * - `duplicate_command`: a row's `commandId` is in the log already; nothing was written.
 * - `deleted`: the session is gone.
 * - `unavailable`: the store cannot write (disk full, I/O error); nothing was written.
 */
export type AppendResult =
  { ok: true } | { ok: false; reason: "stale_owner" | "duplicate_command" | "deleted" | "unavailable" };

export type LogPage = {
  rows: LogRow[];
  /** The last seq of this page's range; the cursor after it. */ upTo: number;
  head: number;
  epoch: number;
};

export interface EventStore {
  /** Takes the session over: returns a lease with a new, higher epoch, or null when there is no such session. */
  acquire(sessionId: string): Promise<Lease | null>;

  /**
   * Appends rows after the current head, all or nothing. Calls of all sessions made in one tick share
   * one commit; a refused one fails alone.
   */
  append(request: AppendRequest): Promise<AppendResult>;

  /**
   * Rows with `seq > after`, oldest first, at most `limit` rows or about `maxBytes` of bodies (at least one
   * row). Deltas of items that are done by the head are left out, and `upTo` passes over them: their
   * `item.done` holds the text and its timing.
   */
  read(sessionId: string, options: { after: number; limit: number; maxBytes?: number }): Promise<LogPage>;

  /** False when the cursor points past what its epoch left behind: the viewer must start from nothing. */
  isValidCursor(sessionId: string, cursor: Cursor): Promise<boolean>;

  head(sessionId: string): Promise<{ seq: number; epoch: number } | null>;
}

export interface BlobStore {
  /** What an append of this session brought under the hash, until the session is erased; null: nothing. */
  get(sessionId: string, hash: string): Promise<Uint8Array | null>;
}

export type SessionRow = {
  sessionId: string;
  principal: string;
  title: string | null;
  createdAt: number;
  updatedAt: number;
  /** When it may be erased; null: it is kept. */
  deletesAt: number | null;
};

export interface SessionStore {
  /**
   * Idempotent: creating a session that the same principal owns is `exists`; another's is `taken`. The id of a
   * session that was erased is `deleted` for everybody and for good.
   */
  create(session: {
    sessionId: string;
    principal: string;
    at: number;
  }): Promise<"created" | "exists" | "taken" | "deleted">;
  get(sessionId: string): Promise<SessionRow | null>;
  /** The principal's sessions that are not to be deleted, latest change first. */
  list(principal: string, limit: number): Promise<SessionRow[]>;
  /** The principal's sessions that are to be deleted, the next one first. */
  leaving(principal: string, limit: number): Promise<SessionRow[]>;
  /** Says when the session may be erased, or with null that it is kept. False: there is no such session. */
  setDeletion(sessionId: string, deletesAt: number | null): Promise<boolean>;
  /** Sessions whose time has come, the earliest first. */
  due(at: number, limit: number): Promise<string[]>;
  /** Sessions that are kept and did not change since `before`, the oldest first. */
  unused(before: number, limit: number): Promise<string[]>;
  /**
   * Removes log, blobs, epochs, links and grants of a session that is due; what stays is its id and the time. False,
   * and nothing is removed, when it is not due: it was restored meanwhile, or is gone.
   */
  erase(sessionId: string, at: number): Promise<boolean>;
  /** True once the session was erased. */
  isErased(sessionId: string): Promise<boolean>;
}

export type ShareRow = {
  shareId: string;
  sessionId: string;
  /** SHA-256 of the link's secret, hex. The secret itself is never stored. */
  secretHash: string;
  role: Exclude<Role, "owner">;
  createdAt: number;
  expiresAt: number;
  revokedAt: number | null;
  lastUsedAt: number | null;
};

export interface ShareStore {
  create(share: Omit<ShareRow, "revokedAt" | "lastUsedAt">): Promise<void>;
  get(shareId: string): Promise<ShareRow | null>;
  list(sessionId: string): Promise<ShareRow[]>;
  /** Marks the link used and lets `principal` in until it is revoked or expires. */
  grant(share: { shareId: string; principal: string; at: number }): Promise<void>;
  revoke(shareId: string, at: number): Promise<void>;
  /** What the principal may do with the session now, by ownership or a live grant; null for nothing. */
  roleOf(question: { principal: string; sessionId: string; at: number }): Promise<Role | null>;
}

/** True for what a call of the store rejects with when the disk refuses: nothing was written. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "unavailable";

export interface Store {
  readonly events: EventStore;
  readonly blobs: BlobStore;
  readonly sessions: SessionStore;
  readonly shares: ShareStore;
  /** Small server-wide values (the install's cookie secret). Returns the value now stored. */
  setting(name: string, initial: () => string): Promise<string>;
  /** Writes what is pending, syncs and closes. */
  close(): Promise<void>;
}
