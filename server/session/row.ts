import { parseEvent } from "../../lib/protocol/event";
import { parseJson } from "../../lib/util/json";
import type { LogRow } from "../store/port";
import type { LoggedEvent } from "./input";
import type { Secret } from "./secret";

/** A logged event as the store keeps it: serialised once, for the disk and for every viewer. */
export function rowOf({ event, secret }: LoggedEvent): LogRow {
  return {
    seq: event.seq,
    at: event.at,
    type: event.type,
    commandId: event.commandId ?? null,
    itemId: "itemId" in event ? event.itemId : null,
    body: JSON.stringify(event),
    secret: secret ? JSON.stringify(secret) : null,
  };
}

/** The event of a stored row, or null when this version cannot read it. */
export function eventOf(row: LogRow): LoggedEvent | null {
  const event = parseEvent(parseJson(row.body));
  const secret = row.secret === null ? null : (parseJson(row.secret) as Secret);
  return event ? { event, secret } : null;
}

const PROMISES = new Set<string>([
  "session.created",
  "turn.started",
  "turn.queued",
  "queue.changed",
  "steer.requested",
  "steer.returned",
  "approval.resolved",
  "tool_call.started",
  "outcome.resolved",
  "share.created",
  "share.revoked",
]);

/** True for a fact that was promised to somebody, or that would happen twice if it were forgotten. */
export function mustSync({ event }: LoggedEvent, effectOf: (callId: string) => string | undefined): boolean {
  if (PROMISES.has(event.type)) return true;
  return event.type === "tool_call.finished" && effectOf(event.callId) !== "read";
}
