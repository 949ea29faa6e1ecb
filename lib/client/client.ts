import type { Attention } from "./attention";
import type { Desk } from "../desk/types";
import type { Decision } from "../protocol/approval";
import type { CommandOf } from "../protocol/command";
import type { SentAttachment } from "../protocol/content";
import type { ErrorBody } from "../protocol/error";
import type {
  CallId,
  ClaimId,
  CommandId,
  ExecutorId,
  QuestionId,
  QueueId,
  SessionId,
  ShareId,
} from "../protocol/ids";
import type { Answer } from "../protocol/question";
import type { OutcomeAnswer } from "../protocol/tool";
import type { AnyTool } from "../tools/define-tool";
import type { ClientState, CreatedShare } from "./state";

type ResolveApproval = CommandOf<"resolve_approval">;
export type AskedApproval = Pick<ResolveApproval, "callId" | "argumentsHash">;
export type ApprovalWords = Pick<ResolveApproval, "reason" | "arguments">;

/** Everything a page does. State is pure data in the store; these are the verbs beside it. */
export interface Client {
  readonly me: { executorId: ExecutorId; claimId: ClaimId };
  readonly desk: Desk;
  readonly attention: Attention;
  getState(): ClientState;
  subscribe(listener: () => void): () => void;

  /** Mints an id; the session exists once its first message is sent. */
  newSessionId(): SessionId;
  /** Follows a session until the returned undo is called. Following a session twice is fine. */
  follow(sessionId: SessionId): () => void;
  /** Creates the session when it does not exist yet, then sends. */
  send(sessionId: SessionId, text: string, attachments?: readonly SentAttachment[]): CommandId;
  stop(sessionId: SessionId): void;
  /** Text for the running turn; when it has ended meanwhile, it starts the next one. */
  steer(sessionId: SessionId, text: string): CommandId;
  removeQueued(sessionId: SessionId, queueId: QueueId): void;
  editQueued(sessionId: SessionId, queueId: QueueId, text: string): void;
  /** Moves a waiting message before another; null: to the end. */
  moveQueued(sessionId: SessionId, queueId: QueueId, before: QueueId | null): void;
  /** Steers the running turn with a waiting message, or starts a turn with it. */
  sendQueuedNow(sessionId: SessionId, queueId: QueueId): void;
  resumeQueue(sessionId: SessionId): void;
  configure(sessionId: SessionId, model: string): void;
  rename(sessionId: SessionId, title: string): void;
  /** Has the earlier turns summarised for the model. */
  compact(sessionId: SessionId): void;
  /** The person is about to say something: the line to the model may be prepared. Cheap to call often. */
  warm(sessionId: SessionId): void;
  /**
   * The person's word on what waits for it. `argumentsHash` is that of the arguments which they saw, `said` the
   * `reason` of a denial, which the model is told, or the `arguments` that the call shall run with instead.
   */
  resolveApproval(sessionId: SessionId, asked: AskedApproval, decision: Decision, said?: ApprovalWords): void;
  /** Takes back that a tool is allowed for the session; `tool` as in `allowedTools` of its state. */
  revokeGrant(sessionId: SessionId, tool: string): void;
  /** What became of a call whose page cannot say. */
  resolveOutcome(sessionId: SessionId, callId: CallId, answer: OutcomeAnswer): void;
  /** Answers or declines what a tool asks, whichever page runs it. */
  answerQuestion(
    sessionId: SessionId,
    question: { callId: CallId; questionId: QuestionId },
    answer: Answer,
  ): void;
  /** Offers one more tool of this page until the answer is called. Throws when its name is taken. */
  addTool(tool: AnyTool): () => void;
  /** Has the session's tools run in this page. */
  takeTools(sessionId: SessionId): void;
  dismissRefusal(sessionId: SessionId): void;
  reconnectNow(): void;

  /** Can be taken back for 10 s; `deleting` of the state says which. */
  deleteSession(sessionId: SessionId): Promise<{ error: ErrorBody } | null>;
  restoreSession(sessionId: SessionId): Promise<{ error: ErrorBody } | null>;
  /** All of a tool's output of which the log has only the beginning. */
  readOutput(sessionId: SessionId, hash: string): Promise<{ text: string } | { error: ErrorBody }>;
  createShare(sessionId: SessionId): Promise<CreatedShare | { error: ErrorBody }>;
  revokeShare(sessionId: SessionId, shareId: ShareId): Promise<{ error: ErrorBody } | null>;
  /** Exchanges a link's secret for a grant; the session's id, or why not. */
  openShare(shareId: ShareId, secret: string): Promise<{ sessionId: SessionId } | { error: ErrorBody }>;
  /** Answers `locked`: the server's access token, asked once per browser. */
  unlock(token: string): Promise<{ error: ErrorBody } | null>;

  /** A session's unsent text, kept across reloads. */
  draft(sessionId: SessionId): string;
  keepDraft(sessionId: SessionId, text: string): void;
  close(): void;
}
