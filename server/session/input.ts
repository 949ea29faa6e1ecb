import type { Command } from "../../lib/protocol/command";
import type { SessionEvent } from "../../lib/protocol/event";
import type { CommandId, ExecutorId, ShareId, TurnId } from "../../lib/protocol/ids";
import type { Item } from "../../lib/responses/item";
import type { Role } from "../../lib/protocol/role";
import type { ErrorBody } from "../../lib/protocol/error";
import type {
  AskRequest,
  CompactRequest,
  CreateRequest,
  SteerRequest,
  UpstreamEvent,
} from "../upstream/port";
import type { ResponseSettings } from "../upstream/port";
import type { Secret } from "./secret";

export type TimerKey = `turn:${string}` | `call:${string}` | `executor:${string}` | `steer:${string}`;

/** `[at, characters]` of each delta that a merged one holds. */
export type DeltaPiece = readonly [at: number, length: number];

/** Commands that only the server itself gives. */
export type InternalCommand =
  | { type: "record_share"; shareId: ShareId; role: Role; expiresAt: number }
  | { type: "record_revoke"; shareId: ShareId }
  /** The session is about to be erased: what runs in it ends. */
  | { type: "stop" };

/** Everything that can happen to a session. All carry `at`: a decision never reads a clock. */
export type Input =
  | { type: "command"; commandId: CommandId; principal: string; role: Role; command: Command; at: number }
  | { type: "internal"; command: InternalCommand; at: number }
  | { type: "upstream"; event: UpstreamEvent; pieces?: readonly DeltaPiece[]; at: number }
  | { type: "timer"; key: TimerKey; at: number }
  /** The page's socket closed; it has the grace to come back. */
  | { type: "executor_away"; executorId: ExecutorId; at: number }
  /** The person is about to say something. */
  | { type: "warm"; at: number }
  /** What the model was asked for apart from the conversation. */
  | { type: "titled"; answer: AskAnswer; at: number }
  | { type: "summarised"; upTo: TurnId; answer: SummaryAnswer; at: number }
  /** `present`: pages that are connected already, and need not come back. */
  | { type: "owner_started"; present: readonly ExecutorId[]; at: number };

export type AskAnswer = { ok: true; text: string } | { ok: false; error: ErrorBody };

/** A provider may give a window in the place of a text. */
export type SummaryAnswer = AskAnswer | { ok: true; window: readonly Item[] };

/** What the host does after the events are committed. Each can be derived again from the state it left. */
export type Effect =
  | { type: "create_response"; request: CreateRequest }
  /** Where the provider cannot steer, the host answers with `steer_failed`. */
  | { type: "steer_response"; request: SteerRequest }
  | { type: "cancel_response"; key: string }
  | { type: "warm_line"; settings: ResponseSettings }
  /** Once for a session in the life of a process. */
  | { type: "ask_title"; request: AskRequest }
  /** `compact` comes first; where the provider cannot, `request` is asked. */
  | { type: "ask_summary"; upTo: TurnId; request: AskRequest; compact: CompactRequest }
  | { type: "set_timer"; key: TimerKey; at: number }
  | { type: "clear_timer"; key: TimerKey };

export type LoggedEvent = { event: SessionEvent; secret: Secret | null };
