import type { TurnEnd, UsageCounts } from "../protocol/event";
import type {
  CallId,
  ClaimId,
  DeskId,
  ExecutorId,
  ItemId,
  QueueId,
  ResponseId,
  SessionId,
  ShareId,
  TurnId,
} from "../protocol/ids";
import type { Artifact, Effect, Outcome } from "../protocol/tool";
import type { Role } from "../protocol/role";

/** Where a tool call is. A `read` call runs as soon as it is assigned; others are started by a claim first. */
export type CallStatus =
  | { status: "requested" }
  | { status: "awaiting_approval" }
  | { status: "approved" }
  | { status: "assigned"; executorId: ExecutorId; deadline: number; assignedAt: number }
  | { status: "started"; executorId: ExecutorId; claimId: ClaimId; deadline: number; startedAt: number }
  | {
      status: "finished";
      outcome: Outcome;
      artifact: Artifact | null;
      ranMs: number | null;
      finishedAt: number;
    };

export type ToolCall = {
  callId: CallId;
  itemId: ItemId;
  responseId: ResponseId;
  name: string;
  /** JSON text as the model wrote it. */
  arguments: string;
  effect: Effect;
  requestedAt: number;
  progress: string | null;
} & CallStatus;

/** One finished item of a turn, in the order in which it was added. */
export type Entry =
  | { kind: "message"; itemId: ItemId; responseId: ResponseId; text: string }
  | { kind: "reasoning"; itemId: ItemId; responseId: ResponseId; text: string; ms: number }
  | { kind: "tool_call"; itemId: ItemId; responseId: ResponseId; callId: CallId }
  | { kind: "other"; itemId: ItemId; responseId: ResponseId; name: string };

/** An item that still streams. Kept apart from the finished ones, so that a delta copies nothing long. */
export type LiveItem = {
  itemId: ItemId;
  responseId: ResponseId;
  kind: "message" | "reasoning" | "tool_call" | "other";
  name: string | null;
  text: string;
  addedAt: number;
};

export type ResponseSummary = {
  responseId: ResponseId;
  status: "completed" | "incomplete" | "lost" | "failed" | "cancelled";
  usage: UsageCounts | null;
  connectMs: number;
  firstEventMs: number | null;
  firstDeltaMs: number | null;
  totalMs: number;
  bytesUp: number;
  bytesNotResent: number;
};

/** `requested`: a `response.create` is due or under way. The turn goes on when `done` and every call has settled. */
export type ResponsePhase =
  | { phase: "requested" }
  | { phase: "streaming"; responseId: ResponseId; startedAt: number }
  | { phase: "done"; responseId: ResponseId };

export type TurnBody = {
  turnId: TurnId;
  parentTurnId: TurnId | null;
  startedAt: number;
  model: string;
  /** What the person wrote. */
  text: string;
  executorId: ExecutorId | null;
  entries: readonly Entry[];
  calls: ReadonlyMap<CallId, ToolCall>;
  responses: readonly ResponseSummary[];
};

export type RunningTurn = TurnBody & { status: "running"; response: ResponsePhase };
export type Turn = { status: "idle" } | RunningTurn;
export type FinishedTurn = TurnBody & { status: "finished"; finishedAt: number; end: TurnEnd };

export type Executor = { executorId: ExecutorId; deskId: DeskId; toolsHash: string; attachedAt: number };
export type Share = { shareId: ShareId; role: Role; createdAt: number; expiresAt: number; revoked: boolean };
export type QueuedMessage = { queueId: QueueId; text: string; at: number };

/** The meaning of a session's log up to `seq`: what every viewer and the owner fold the same way. */
export type SessionState = {
  sessionId: SessionId;
  seq: number;
  title: string | null;
  model: string | null;
  createdAt: number;
  updatedAt: number;
  turn: Turn;
  /** Finished turns, oldest first. */
  turns: readonly FinishedTurn[];
  live: ReadonlyMap<ItemId, LiveItem>;
  queue: readonly QueuedMessage[];
  executors: ReadonlyMap<ExecutorId, Executor>;
  /** Names of tools that the person allowed for this session. */
  allowedTools: ReadonlySet<string>;
  shares: ReadonlyMap<ShareId, Share>;
};

export const emptySession = (sessionId: SessionId): SessionState => ({
  sessionId,
  seq: 0,
  title: null,
  model: null,
  createdAt: 0,
  updatedAt: 0,
  turn: { status: "idle" },
  turns: [],
  live: new Map(),
  queue: [],
  executors: new Map(),
  allowedTools: new Set(),
  shares: new Map(),
});
