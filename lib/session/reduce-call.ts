import type { EventOf, EventType, Stamp } from "../protocol/event";
import type { CallId } from "../protocol/ids";
import { allSettled } from "./calls";
import { withEntry } from "./collections";
import { callIdAt } from "./ids";
import { answeredOnly } from "./questions";
import type { CallStatus, RunningTurn, SessionState, ToolCall } from "./state";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function callRequested(state: SessionState, event: Logged<"tool_call.requested">): SessionState {
  const { turn } = state;
  if (turn.status !== "running") return state;
  const entry = turn.entries.find((candidate) => "itemId" in candidate && candidate.itemId === event.itemId);
  if (!entry || !("responseId" in entry)) return state;
  const call: ToolCall = {
    status: "requested",
    callId: callIdAt(event.seq),
    itemId: event.itemId,
    responseId: entry.responseId,
    name: event.name,
    arguments: event.arguments,
    proposed: null,
    effect: event.effect,
    server: event.server ?? null,
    requestedAt: event.at,
    progress: null,
    questions: [],
  };
  return { ...state, turn: { ...turn, calls: withEntry(turn.calls, call.callId, call) } };
}

export function approvalRequested(state: SessionState, event: Logged<"approval.requested">): SessionState {
  return withStatus(state, event.callId, ({ effect }) => ({
    status: "awaiting_approval",
    onceOnly: event.onceOnly === true || effect === "destructive",
    argumentsHash: event.argumentsHash ?? null,
  }));
}

export function approvalResolved(state: SessionState, event: Logged<"approval.resolved">): SessionState {
  if (event.decision === "deny") return state;
  const approved = withStatus(state, event.callId, () => ({ status: "approved" }));
  const { arguments: edited } = event;
  const next =
    edited === undefined ? approved : withCall(approved, event.callId, (call) => withArguments(call, edited));
  return event.decision === "session" ? { ...next, allowedTools: withTool(next, event.callId) } : next;
}

const withArguments = (call: ToolCall, edited: string): ToolCall => ({
  ...call,
  arguments: edited,
  proposed: call.arguments,
});

export function grantRevoked(state: SessionState, event: Logged<"grant.revoked">): SessionState {
  const allowedTools = new Set(state.allowedTools);
  allowedTools.delete(event.tool);
  return { ...state, allowedTools };
}

/** A tool of an MCP server is allowed under its server's name, which no name of a page's tool can be. */
export const allowedName = ({ name, server }: Pick<ToolCall, "name" | "server">): string =>
  server === null ? name : `${server}/${name}`;

function withTool(state: SessionState, callId: CallId): ReadonlySet<string> {
  const call = state.turn.status === "running" ? state.turn.calls.get(callId) : undefined;
  return call ? new Set(state.allowedTools).add(allowedName(call)) : state.allowedTools;
}

export function callAssigned(state: SessionState, event: Logged<"tool_call.assigned">): SessionState {
  const { executorId, deadline, at } = event;
  return withStatus(state, event.callId, () => ({
    status: "assigned",
    executorId,
    deadline,
    assignedAt: at,
  }));
}

export function callStarted(state: SessionState, event: Logged<"tool_call.started">): SessionState {
  const { executorId, claimId, at } = event;
  return withStatus(state, event.callId, (call) => {
    const deadline = call.status === "assigned" ? call.deadline : at;
    return { status: "started", executorId, claimId, deadline, startedAt: at };
  });
}

export function callProgress(state: SessionState, event: Logged<"tool_call.progress">): SessionState {
  return withCall(state, event.callId, (call) => ({ ...call, progress: event.text }));
}

export function callFinished(state: SessionState, event: Logged<"tool_call.finished">): SessionState {
  const { outcome, artifact, ranMs, at } = event;
  const next = withStatus(withoutOpenQuestion(state, event.callId), event.callId, () => ({
    status: "finished",
    outcome,
    artifact,
    ranMs,
    finishedAt: at,
  }));
  return next.turn.status === "running" ? { ...next, turn: goOn(next.turn) } : next;
}

export function outcomeRequested(state: SessionState, event: Logged<"outcome.requested">): SessionState {
  return withStatus(withoutOpenQuestion(state, event.callId), event.callId, (call) => {
    if (call.status !== "started") return call;
    const { executorId, claimId, startedAt } = call;
    return { status: "awaiting_outcome", executorId, claimId, startedAt };
  });
}

/** Run again, it goes to a page as an approved call does, and asks anew; any other answer finishes the call. */
export function outcomeResolved(state: SessionState, event: Logged<"outcome.resolved">): SessionState {
  if (event.answer !== "run_again") return state;
  const next = withStatus(state, event.callId, () => ({ status: "approved" }));
  return withCall(next, event.callId, (call) => ({ ...call, questions: [] }));
}

const withoutOpenQuestion = (state: SessionState, callId: CallId): SessionState =>
  withCall(state, callId, (call) => ({ ...call, questions: answeredOnly(call.questions) }));

/** The last settled call of a finished response makes the next one due. */
function goOn(turn: RunningTurn): RunningTurn {
  const isDue = turn.response.phase === "done" && allSettled(turn.calls);
  return isDue ? { ...turn, response: { phase: "requested" } } : turn;
}

function withStatus(state: SessionState, callId: CallId, next: (call: ToolCall) => CallStatus): SessionState {
  return withCall(state, callId, (call) => {
    const { callId: id, itemId, responseId, name, proposed, effect, server, requestedAt } = call;
    return {
      callId: id,
      itemId,
      responseId,
      name,
      arguments: call.arguments,
      proposed,
      effect,
      server,
      requestedAt,
      progress: call.progress,
      questions: call.questions,
      ...next(call),
    };
  });
}

export function withCall(
  state: SessionState,
  callId: CallId,
  next: (call: ToolCall) => ToolCall,
): SessionState {
  const { turn } = state;
  const call = turn.status === "running" ? turn.calls.get(callId) : undefined;
  if (turn.status !== "running" || !call || call.status === "finished") return state;
  return { ...state, turn: { ...turn, calls: withEntry(turn.calls, callId, next(call)) } };
}
