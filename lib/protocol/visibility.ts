import type { EventType, SessionEvent } from "./event";

const HIDDEN_FROM_GUESTS: ReadonlySet<string> = new Set<EventType>([
  "executor.attached",
  "executor.detached",
  "executor.leased",
  "turn.queued",
  "queue.changed",
  "steer.requested",
  "steer.accepted",
  "steer.deferred",
  "steer.returned",
  "compaction.requested",
  "compaction.failed",
  "share.created",
  "share.revoked",
  "grant.revoked",
  "tool_call.started",
  "question.asked",
  "question.answered",
]);

const REDACTED_FOR_GUESTS: ReadonlySet<string> = new Set<EventType>(["turn.started", "tool_call.assigned"]);

export type GuestForm = "hidden" | "redacted" | "whole";

/** What a guest gets of an event of this type. Cheap: most events need no second serialisation. */
export function guestForm(type: string): GuestForm {
  if (HIDDEN_FROM_GUESTS.has(type)) return "hidden";
  return REDACTED_FOR_GUESTS.has(type) ? "redacted" : "whole";
}

const HIDDEN_EXECUTOR = "hidden-executor-id";

/** The event without what names a page of the owner's. */
export function redactForGuest(event: SessionEvent): SessionEvent {
  const { commandId: _commandId, ...rest } = event;
  if (rest.type === "turn.started") {
    const { workspace: _workspace, ...told } = rest;
    return { ...told, executorId: null, queueId: null };
  }
  if (rest.type === "tool_call.assigned") return { ...rest, executorId: HIDDEN_EXECUTOR };
  return rest;
}
