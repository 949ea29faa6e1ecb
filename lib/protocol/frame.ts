import * as z from "zod/mini";
import { commandSchema } from "./command";
import type { ErrorBody } from "./error";
import type { SessionEvent } from "./event";
import type { CommandId, SessionId } from "./ids";
import { commandIdSchema, sessionIdSchema } from "./ids";
import type { Role } from "./role";

const count = z.int().check(z.nonnegative());
const cursorSchema = z.object({ epoch: count, seq: count });

/** Page → server. */
export const clientFrameSchema = z.discriminatedUnion("type", [
  /** First frame of a connection. A version that the server does not speak is closed with 4426. */
  z.strictObject({ type: z.literal("hello"), version: z.int() }),
  z.strictObject({ type: z.literal("subscribe"), sessionId: sessionIdSchema, cursor: cursorSchema }),
  z.strictObject({ type: z.literal("unsubscribe"), sessionId: sessionIdSchema }),
  /** Asks for the principal's session list as `status` frames. */
  z.strictObject({ type: z.literal("watch_sessions") }),
  z.strictObject({
    type: z.literal("command"),
    sessionId: sessionIdSchema,
    commandId: commandIdSchema,
    command: commandSchema,
  }),
  /** The person is about to say something: the line to the model may be prepared. Nothing answers it. */
  z.strictObject({ type: z.literal("warm"), sessionId: sessionIdSchema }),
  z.strictObject({ type: z.literal("ping"), sentAt: z.number() }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** Reads the `commandId` of a frame that is otherwise wrong, so that it can be rejected by name. */
export const commandIdOfFrameSchema = z.looseObject({
  type: z.literal("command"),
  commandId: commandIdSchema,
  sessionId: sessionIdSchema,
});

export const resetReasonSchema = z.enum(["cursor_ahead", "not_found", "deleted"]);
export type ResetReason = z.infer<typeof resetReasonSchema>;

export type SessionActivity = "idle" | "running" | "waiting";

export type SessionListEntry = {
  sessionId: SessionId;
  title: string | null;
  updatedAt: number;
  activity: SessionActivity;
};

/** A session that is about to be erased: for `leftMs` more it can be taken back. */
export type DeletingEntry = { sessionId: SessionId; title: string | null; leftMs: number };

export type UpstreamStatus = "cold" | "connecting" | "warm" | "reconnecting";

/** Why a session can be read and not written: the server's disk is full, or the session made the server fail. */
export type ReadOnly = "storage_full" | "quarantined";

/** Last value wins; never in the log. */
export type Status =
  | { topic: "sessions"; sessions: SessionListEntry[]; deleting: DeletingEntry[] }
  | { topic: "upstream"; sessionId: SessionId; status: UpstreamStatus }
  | { topic: "viewers"; sessionId: SessionId; count: number }
  | { topic: "read_only"; sessionId: SessionId; reason: ReadOnly | null };

/** Server → page. */
export type ServerFrame =
  | { type: "welcome"; version: number; build: string; models: ModelChoice[]; defaultModel: string }
  | {
      type: "events";
      sessionId: SessionId;
      epoch: number;
      after: number;
      upTo: number;
      events: SessionEvent[];
    }
  /** Sent once per subscription, after the backlog: from here on the view is live. */
  | { type: "caught_up"; sessionId: SessionId; role: Role }
  | { type: "reset"; sessionId: SessionId; reason: ResetReason }
  | { type: "rejected"; sessionId: SessionId; commandId: CommandId; error: ErrorBody }
  | { type: "status"; status: Status }
  | { type: "pong"; sentAt: number };

/** A model that the picker offers. `note` is an honest word about it ("rules, not an LLM"). */
export type ModelChoice = {
  id: string;
  note: string | null;
  /** Tokens that its context holds, where that is known. */
  contextWindow?: number;
  /** False for a model that follows rules: it cannot be asked to summarise. */
  canSummarise?: boolean;
};
