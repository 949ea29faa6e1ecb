import type { SessionEvent } from "../protocol/event";
import { assertNever } from "../util/assert-never";
import {
  approvalRequested,
  approvalResolved,
  callAssigned,
  callFinished,
  callProgress,
  callRequested,
  callStarted,
  outcomeRequested,
  outcomeResolved,
} from "./reduce-call";
import {
  itemAdded,
  itemDelta,
  itemDone,
  itemProgress,
  responseDone,
  responseStarted,
} from "./reduce-response";
import {
  sessionConfigured,
  sessionCreated,
  sessionRenamed,
  shareCreated,
  shareRevoked,
} from "./reduce-session";
import { reduceExecutor } from "./reduce-executor";
import { queueChanged, turnQueued } from "./reduce-queue";
import { reduceCompaction } from "./reduce-compaction";
import { reduceSteer } from "./reduce-steer";
import { turnFinished, turnStarted } from "./reduce-turn";
import type { SessionState } from "./state";

/**
 * Folds one event into the state. Total: an event that does not fit the state (a log of a newer
 * version, a redacted view) changes nothing but `seq`, so that a viewer never breaks.
 */
export function reduce(state: SessionState, event: SessionEvent): SessionState {
  if (event.type === "item.delta") return itemDelta(state, event);
  const next = apply(state, event);
  return { ...next, seq: event.seq, updatedAt: event.at };
}

function apply(state: SessionState, event: Exclude<SessionEvent, { type: "item.delta" }>): SessionState {
  switch (event.type) {
    case "session.created":
      return sessionCreated(state, event);
    case "session.renamed":
      return sessionRenamed(state, event);
    case "session.configured":
      return sessionConfigured(state, event);
    case "executor.attached":
    case "executor.detached":
    case "executor.leased":
      return reduceExecutor(state, event);
    case "turn.queued":
      return turnQueued(state, event);
    case "queue.changed":
      return queueChanged(state, event);
    case "turn.started":
      return turnStarted(state, event);
    case "steer.requested":
    case "steer.accepted":
    case "steer.deferred":
    case "steer.applied":
    case "steer.returned":
      return reduceSteer(state, event);
    case "response.started":
      return responseStarted(state, event);
    case "item.added":
      return itemAdded(state, event);
    case "item.progress":
      return itemProgress(state, event);
    case "item.done":
      return itemDone(state, event);
    case "tool_call.requested":
    case "approval.requested":
    case "approval.resolved":
    case "tool_call.assigned":
    case "tool_call.started":
    case "tool_call.progress":
    case "tool_call.finished":
    case "outcome.requested":
    case "outcome.resolved":
      return applyCall(state, event);
    case "response.done":
      return responseDone(state, event);
    case "turn.finished":
      return turnFinished(state, event);
    case "compaction.requested":
    case "context.compacted":
    case "compaction.failed":
      return reduceCompaction(state, event);
    case "share.created":
      return shareCreated(state, event);
    case "share.revoked":
      return shareRevoked(state, event);
    default:
      event satisfies never;
      return state;
  }
}

type CallEvent = Extract<
  SessionEvent,
  { type: `tool_call.${string}` | `approval.${string}` | `outcome.${string}` }
>;

function applyCall(state: SessionState, event: CallEvent): SessionState {
  switch (event.type) {
    case "tool_call.requested":
      return callRequested(state, event);
    case "approval.requested":
      return approvalRequested(state, event);
    case "approval.resolved":
      return approvalResolved(state, event);
    case "tool_call.assigned":
      return callAssigned(state, event);
    case "tool_call.started":
      return callStarted(state, event);
    case "tool_call.progress":
      return callProgress(state, event);
    case "tool_call.finished":
      return callFinished(state, event);
    case "outcome.requested":
      return outcomeRequested(state, event);
    case "outcome.resolved":
      return outcomeResolved(state, event);
    default:
      return assertNever(event);
  }
}
