import type { Command } from "../protocol/command";
import type { Cursor } from "../protocol/cursor";
import type { ErrorBody } from "../protocol/error";
import type {
  DeletingEntry,
  ModelChoice,
  ReadOnly,
  SessionListEntry,
  UpstreamStatus,
} from "../protocol/frame";
import type { CommandId, SessionId } from "../protocol/ids";
import type { Role } from "../protocol/role";
import type { SessionState } from "../session/state";

/** The page's socket to the server. Times are milliseconds since 1970. */
export type Link =
  | { status: "connecting" }
  | { status: "connected"; roundTripMs: number | null }
  | { status: "reconnecting"; since: number; retryAt: number }
  | { status: "offline"; since: number }
  /** The server answers, and time and again its socket does not come up: something on the way holds it back. */
  | { status: "blocked"; since: number; retryAt: number }
  /** The server asks for the access token, once per browser. */
  | { status: "locked" }
  /** The server speaks another version: reload, the draft is kept. */
  | { status: "outdated" };

/** A command that has not come back as an event or a refusal yet. */
export type OutboxEntry = {
  commandId: CommandId;
  sessionId: SessionId;
  command: Command;
  at: number;
};

export type Refusal = { commandId: CommandId; command: Command; error: ErrorBody };

/** One session as this page sees it. */
export type SessionView = {
  sessionId: SessionId;
  /** `missing`: no such session, or not ours to see. `ended`: the share link was revoked or has expired. */
  phase: "loading" | "live" | "missing" | "ended" | "deleted";
  role: Role | null;
  cursor: Cursor;
  session: SessionState;
  outbox: readonly OutboxEntry[];
  /** The latest refusal of a command of this page, until it is dismissed. */
  refusal: Refusal | null;
  /** What the person said and the session did not take before it was deleted, oldest first. */
  unsaid: readonly string[];
  upstream: UpstreamStatus;
  viewers: number;
  /** Why the session can only be read now; null: it can be written. */
  readOnly: ReadOnly | null;
};

export type ClientState = {
  link: Link;
  /** `refused`: this browser keeps nothing, and a reload forgets what is not sent yet. */
  storage: "kept" | "refused";
  models: readonly ModelChoice[];
  defaultModel: string | null;
  sessions: readonly SessionListEntry[] | null;
  /** Own sessions whose deletion can still be taken back. */
  deleting: readonly DeletingEntry[];
  views: ReadonlyMap<SessionId, SessionView>;
};

export type CreatedShare = { shareId: string; url: string; expiresAt: number };
