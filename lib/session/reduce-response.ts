import type { EventOf, EventType, Stamp } from "../protocol/event";
import { withEntry, withoutEntry } from "./collections";
import { callIdAt, itemIdAt, responseIdAt } from "./ids";
import { allSettled } from "./calls";
import { handSteers } from "./reduce-steer";
import { hasCalls, phaseAfterDone } from "./steers";
import { unfinishedText } from "./unfinished";
import type { Entry, LiveItem, ResponseSummary, RunningTurn, SessionState } from "./state";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function responseStarted(state: SessionState, event: Logged<"response.started">): SessionState {
  const { turn } = state;
  if (turn.status !== "running" || turn.turnId !== event.turnId) return state;
  const responseId = responseIdAt(event.seq);
  const response = { phase: "streaming" as const, responseId, startedAt: event.at };
  return { ...state, turn: { ...turn, response, steers: handSteers(turn.steers, responseId) } };
}

export function itemAdded(state: SessionState, event: Logged<"item.added">): SessionState {
  const item: LiveItem = {
    itemId: itemIdAt(event.seq),
    responseId: event.responseId,
    kind: event.kind,
    name: event.name,
    text: "",
    progress: null,
    addedAt: event.at,
  };
  return { ...state, live: withEntry(state.live, item.itemId, item) };
}

/** Nearly all events are deltas: this one makes the whole next state itself. */
export function itemDelta(state: SessionState, event: Logged<"item.delta">): SessionState {
  const { seq, at: updatedAt, itemId } = event;
  const item = state.live.get(itemId);
  if (!item) return { ...state, seq, updatedAt };
  const live = withEntry(state.live, itemId, { ...item, text: item.text + event.text });
  return { ...state, seq, updatedAt, live };
}

export function itemProgress(state: SessionState, event: Logged<"item.progress">): SessionState {
  const item = state.live.get(event.itemId);
  if (!item) return state;
  return { ...state, live: withEntry(state.live, item.itemId, { ...item, progress: event.progress }) };
}

export function itemDone(state: SessionState, event: Logged<"item.done">): SessionState {
  const { turn } = state;
  const item = state.live.get(event.itemId);
  if (!item || turn.status !== "running") return state;
  const live = withoutEntry(state.live, event.itemId);
  return { ...state, live, turn: { ...turn, entries: [...turn.entries, entryOf(item, event)] } };
}

function entryOf(item: LiveItem, event: Logged<"item.done">): Entry {
  const { itemId, responseId } = item;
  const { content } = event;
  switch (content.kind) {
    case "message": {
      const { text, citations, refusal } = content;
      return { kind: "message", itemId, responseId, text, citations, refusal };
    }
    case "reasoning":
      return { kind: "reasoning", itemId, responseId, text: content.text, ms: event.at - item.addedAt };
    case "tool_call":
      // The owner always logs `tool_call.requested` right after the call's `item.done`.
      return { kind: "tool_call", itemId, responseId, callId: callIdAt(event.seq + 1) };
    case "hosted":
      return { kind: "hosted", itemId, responseId, call: content.call, ms: event.at - item.addedAt };
    case "other":
      return { kind: "other", itemId, responseId, name: content.name };
  }
}

export function responseDone(state: SessionState, event: Logged<"response.done">): SessionState {
  const { turn } = state;
  if (turn.status !== "running") return state;
  const responses = [...turn.responses, summaryOf(event)];
  const entries = [...turn.entries, ...unfinishedText(state.live)];
  const next = { ...turn, responses, entries };
  return { ...state, live: new Map(), turn: { ...next, response: phaseAfter(next, event, state.live) } };
}

/**
 * A response that was lost, or too long to be made, is repeated when it had announced nothing, or continued from
 * its calls once they settle.
 */
function phaseAfter(
  turn: RunningTurn,
  { responseId, status }: Logged<"response.done">,
  live: SessionState["live"],
): RunningTurn["response"] {
  if (status !== "lost" && status !== "too_long") return phaseAfterDone(turn, responseId);
  const hasItems = turn.entries.some((entry) => "responseId" in entry && entry.responseId === responseId);
  const isDue = hasCalls(turn, responseId) ? allSettled(turn.calls) : !hasItems && live.size === 0;
  return isDue ? { phase: "requested" } : { phase: "done", responseId };
}

function summaryOf(event: Logged<"response.done">): ResponseSummary {
  const { responseId, status, usage, timings, bytesUp, bytesNotResent } = event;
  return { responseId, status, usage, bytesUp, bytesNotResent, ...timings };
}
