import type { SessionEvent } from "../protocol/event";
import { reduceCalls } from "./reduce-calls";
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
  return { ...apply(state, event), seq: event.seq, updatedAt: event.at };
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
      return reduceCalls(state, event);
  }
}
