import type { EventOf, EventType, Stamp } from "../protocol/event";
import type { CallId, ExecutorId } from "../protocol/ids";
import type { SessionState, ToolCall, Turn } from "./state";
import { withEntry, withoutEntry } from "./collections";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function sessionCreated(state: SessionState, event: Logged<"session.created">): SessionState {
  return { ...state, model: event.model, createdAt: event.at };
}

export function sessionRenamed(state: SessionState, event: Logged<"session.renamed">): SessionState {
  return { ...state, title: event.title };
}

export function sessionConfigured(state: SessionState, event: Logged<"session.configured">): SessionState {
  return { ...state, model: event.model };
}

export function executorAttached(state: SessionState, event: Logged<"executor.attached">): SessionState {
  const { executorId, deskId, toolsHash, at } = event;
  const executor = { executorId, deskId, toolsHash, attachedAt: at };
  return { ...state, executors: withEntry(withoutEntry(state.executors, executorId), executorId, executor) };
}

/** Calls that the page had not started are free again. */
export function executorDetached(state: SessionState, event: Logged<"executor.detached">): SessionState {
  const executors = withoutEntry(state.executors, event.executorId);
  return { ...state, executors, turn: withFreedCalls(state.turn, event.executorId) };
}

function withFreedCalls(turn: Turn, executorId: ExecutorId): Turn {
  if (turn.status !== "running") return turn;
  const calls = [...turn.calls].map(([callId, call]): [CallId, ToolCall] =>
    call.status === "assigned" && call.executorId === executorId ? [callId, freed(call)] : [callId, call],
  );
  return { ...turn, calls: new Map(calls) };
}

function freed(call: ToolCall): ToolCall {
  const { callId, itemId, responseId, name, effect, server, requestedAt } = call;
  return {
    status: "requested",
    callId,
    itemId,
    responseId,
    name,
    arguments: call.arguments,
    effect,
    server,
    requestedAt,
    progress: null,
  };
}

export function shareCreated(state: SessionState, event: Logged<"share.created">): SessionState {
  const { shareId, role, expiresAt, at } = event;
  const share = { shareId, role, expiresAt, createdAt: at, revoked: false };
  return { ...state, shares: withEntry(state.shares, shareId, share) };
}

export function shareRevoked(state: SessionState, event: Logged<"share.revoked">): SessionState {
  const share = state.shares.get(event.shareId);
  if (!share) return state;
  return { ...state, shares: withEntry(state.shares, share.shareId, { ...share, revoked: true }) };
}
