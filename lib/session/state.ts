import type { Attachment, Citation, HostedCall, HostedProgress } from "../protocol/content";
import type { ErrorBody } from "../protocol/error";
import type {
  CompactionReason,
  ItemKind,
  ResponseStatus,
  SteerReturn,
  TurnEnd,
  UsageCounts,
} from "../protocol/event";
import type {
  CallId,
  ClaimId,
  DeskId,
  ExecutorId,
  ItemId,
  QuestionId,
  QueueId,
  ResponseId,
  SessionId,
  ShareId,
  SteerId,
  TurnId,
} from "../protocol/ids";
import type { Answer, Question } from "../protocol/question";
import type { Artifact, Effect, LoggedOutcome } from "../protocol/tool";
import type { Role } from "../protocol/role";
import type { Workspace } from "../protocol/workspace";

/** Where a tool call is. A `read` call runs as soon as it is assigned; others are started by a claim first. */
export type CallStatus =
  | { status: "requested" }
  | { status: "awaiting_approval"; onceOnly: boolean; argumentsHash: string | null }
  | { status: "approved" }
  | { status: "assigned"; executorId: ExecutorId; deadline: number; assignedAt: number }
  | { status: "started"; executorId: ExecutorId; claimId: ClaimId; deadline: number; startedAt: number }
  /** Its page cannot say whether it took effect. What that page kept may still answer, or the person does. */
  | { status: "awaiting_outcome"; executorId: ExecutorId; claimId: ClaimId; startedAt: number }
  | {
      status: "finished";
      outcome: LoggedOutcome;
      artifact: Artifact | null;
      ranMs: number | null;
      finishedAt: number;
    };

export type ToolCall = {
  callId: CallId;
  itemId: ItemId;
  responseId: ResponseId;
  name: string;
  /** JSON text as the model wrote it, or as the person has changed it. */
  arguments: string;
  /** What the model wrote, where the person has changed it. */
  proposed: string | null;
  effect: Effect;
  /** The MCP server whose tool the provider asks to run; null for a tool of a page. */
  server: string | null;
  requestedAt: number;
  progress: string | null;
  /** What its tool has asked the person, in that order. Only the last one can be open. */
  questions: readonly AskedQuestion[];
} & CallStatus;

/** `answer` is null while the person has not answered. */
export type AskedQuestion = {
  questionId: QuestionId;
  question: Question;
  askedAt: number;
  answer: Answer | null;
};

/** One finished item of a turn, in the order in which it was added. */
export type Entry =
  | {
      kind: "message";
      itemId: ItemId;
      responseId: ResponseId;
      text: string;
      citations?: readonly Citation[] | undefined;
      refusal?: "declined" | undefined;
    }
  | { kind: "reasoning"; itemId: ItemId; responseId: ResponseId; text: string; ms: number }
  | { kind: "tool_call"; itemId: ItemId; responseId: ResponseId; callId: CallId }
  | { kind: "hosted"; itemId: ItemId; responseId: ResponseId; call: HostedCall; ms: number }
  | { kind: "other"; itemId: ItemId; responseId: ResponseId; name: string }
  | SteerEntry;

/** What the person added while the turn ran, at the place where the model read it. */
export type SteerEntry = { kind: "steer"; steerId: SteerId; text: string; at: number };

/** An item that still streams. Kept apart from the finished ones, so that a delta copies nothing long. */
export type LiveItem = {
  itemId: ItemId;
  responseId: ResponseId;
  kind: ItemKind;
  name: string | null;
  text: string;
  /** What a hosted item does now, where its provider says so. */
  progress: HostedProgress | null;
  addedAt: number;
};

export type ResponseSummary = {
  responseId: ResponseId;
  status: ResponseStatus;
  usage: UsageCounts | null;
  connectMs: number;
  firstEventMs: number | null;
  firstDeltaMs: number | null;
  totalMs: number;
  bytesUp: number;
  bytesNotResent: number;
};

/**
 * `requested`: a `response.create` is due or under way. `awaited`: the provider, which has accepted a steer,
 * starts the next response by itself. The turn goes on when `done` and every call and steer has settled.
 */
export type ResponsePhase =
  | { phase: "requested" }
  | { phase: "awaited"; responseId: ResponseId }
  | { phase: "streaming"; responseId: ResponseId; startedAt: number }
  | { phase: "done"; responseId: ResponseId };

/**
 * Where the text of a steer is. `requested`: on its way to a response (`handedTo`; null until one has
 * begun). `accepted`: the provider has it. `deferred`: it goes with the turn's next request.
 */
export type SteerStatus =
  | { status: "requested"; handedTo: ResponseId | null }
  | { status: "accepted" }
  | { status: "deferred" }
  | { status: "applied" }
  | { status: "returned"; reason: SteerReturn };

export type Steer = {
  steerId: SteerId;
  text: string;
  at: number;
  executorId: ExecutorId | null;
} & SteerStatus;

export type TurnBody = {
  turnId: TurnId;
  parentTurnId: TurnId | null;
  startedAt: number;
  model: string;
  /** What the person wrote. */
  text: string;
  attachments: readonly Attachment[];
  /** What the model was told of the workspace; null for a guest, and where nothing was. */
  workspace: Workspace | null;
  executorId: ExecutorId | null;
  entries: readonly Entry[];
  calls: ReadonlyMap<CallId, ToolCall>;
  responses: readonly ResponseSummary[];
  /** In the order in which they were given. */
  steers: readonly Steer[];
};

export type RunningTurn = TurnBody & { status: "running"; response: ResponsePhase };
export type Turn = { status: "idle" } | RunningTurn;
export type FinishedTurn = TurnBody & { status: "finished"; finishedAt: number; end: TurnEnd };

export type Executor = { executorId: ExecutorId; deskId: DeskId; toolsHash: string; attachedAt: number };
/** Which page runs the tools. It stays that page's while it is away, so that a reload finds it again. */
export type ToolLease = { executorId: ExecutorId; deskId: DeskId; epoch: number };
export type Share = { shareId: ShareId; role: Role; createdAt: number; expiresAt: number; revoked: boolean };
export type QueuedMessage = {
  queueId: QueueId;
  text: string;
  at: number;
  executorId: ExecutorId | null;
  attachments: readonly Attachment[];
  workspace: Workspace | null;
  /** Why it came back, when it was a steer that was not used. */
  returned: SteerReturn | null;
};

/** Whether a summary of earlier turns is being made for the model, or the last one could not be. */
export type Compaction =
  | { status: "idle" }
  | { status: "running"; upTo: TurnId; reason: CompactionReason; since: number }
  | { status: "failed"; error: ErrorBody; at: number };

/** A summary stands for the turns up to and with `upTo`. `seq` is where the log says so. */
export type Compacted = { upTo: TurnId; seq: number; tokensBefore: number | null };

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
  /** `paused`: nothing of the queue is sent until the person says so. An empty queue is open. */
  queueStatus: "open" | "paused";
  executors: ReadonlyMap<ExecutorId, Executor>;
  lease: ToolLease | null;
  /** Names of tools that the person allowed for this session. */
  allowedTools: ReadonlySet<string>;
  shares: ReadonlyMap<ShareId, Share>;
  compaction: Compaction;
  /** The latest one; it holds what the ones before it said. */
  compacted: Compacted | null;
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
  queueStatus: "open",
  executors: new Map(),
  lease: null,
  allowedTools: new Set(),
  shares: new Map(),
  compaction: { status: "idle" },
  compacted: null,
});
