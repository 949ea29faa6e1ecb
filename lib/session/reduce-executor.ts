import type { EventOf, EventType, Stamp } from "../protocol/event";
import type { CallId, ExecutorId } from "../protocol/ids";
import { assertNever } from "../util/assert-never";
import { withEntry, withoutEntry } from "./collections";
import { answeredOnly } from "./questions";
import type { SessionState, ToolCall, Turn } from "./state";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function reduceExecutor(
  state: SessionState,
  event: Logged<"executor.attached" | "executor.detached" | "executor.leased">,
): SessionState {
  switch (event.type) {
    case "executor.attached":
      return executorAttached(state, event);
    case "executor.detached":
      return executorDetached(state, event);
    case "executor.leased":
      return executorLeased(state, event);
    default:
      return assertNever(event);
  }
}

function executorAttached(state: SessionState, event: Logged<"executor.attached">): SessionState {
  const { executorId, deskId, toolsHash, at } = event;
  const executor = { executorId, deskId, toolsHash, attachedAt: at };
  return { ...state, executors: withEntry(withoutEntry(state.executors, executorId), executorId, executor) };
}

/** Calls that the page had not started are free again. */
function executorDetached(state: SessionState, event: Logged<"executor.detached">): SessionState {
  const executors = withoutEntry(state.executors, event.executorId);
  return { ...state, executors, turn: withFreedCalls(state.turn, (holder) => holder === event.executorId) };
}

/**
 * Calls that another page had not started are free again. Where the person has moved the tools, messages that
 * wait no longer name the page that sent them: the newer word wins.
 */
function executorLeased(state: SessionState, event: Logged<"executor.leased">): SessionState {
  const { executorId, epoch, cause } = event;
  const deskId = state.executors.get(executorId)?.deskId;
  if (deskId === undefined) return state;
  const turn = withFreedCalls(state.turn, (holder) => holder !== executorId);
  const queue =
    cause === "taken" ? state.queue.map((message) => ({ ...message, executorId: null })) : state.queue;
  return { ...state, lease: { executorId, deskId, epoch }, turn, queue };
}

function withFreedCalls(turn: Turn, isFreed: (holder: ExecutorId) => boolean): Turn {
  if (turn.status !== "running") return turn;
  const calls = [...turn.calls].map(([callId, call]): [CallId, ToolCall] =>
    call.status === "assigned" && isFreed(call.executorId) ? [callId, freed(call)] : [callId, call],
  );
  return { ...turn, calls: new Map(calls) };
}

function freed(call: ToolCall): ToolCall {
  const { callId, itemId, responseId, name, proposed, effect, server, requestedAt } = call;
  return {
    status: "requested",
    callId,
    itemId,
    responseId,
    name,
    arguments: call.arguments,
    proposed,
    effect,
    server,
    requestedAt,
    progress: null,
    questions: answeredOnly(call.questions),
  };
}
