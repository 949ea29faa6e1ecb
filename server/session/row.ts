import { parseEvent } from "../../lib/protocol/event";
import { parseJson } from "../../lib/util/json";
import type { LogRow, StoredBlob } from "../store/port";
import type { LoggedEvent } from "./input";
import { blobOf, decode, encode } from "./large-output";
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
    secret: secret && secret.type !== "blob" ? JSON.stringify(secret) : null,
  };
}

/** What the store keeps beside the row. */
export function storedBlobOf({ event, secret }: LoggedEvent): StoredBlob | null {
  const blob = blobOf(event);
  return blob && secret?.type === "blob" ? { hash: blob.hash, bytes: encode(secret.text) } : null;
}

export const withBlob = (logged: LoggedEvent, bytes: Uint8Array): LoggedEvent => ({
  ...logged,
  secret: { type: "blob", text: decode(bytes) },
});

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
  "grant.revoked",
  "tool_call.started",
  "question.answered",
  "outcome.resolved",
  "share.created",
  "share.revoked",
]);

/** True for a fact that was promised to somebody, or that would happen twice if it were forgotten. */
export function mustSync({ event }: LoggedEvent, effectOf: (callId: string) => string | undefined): boolean {
  if (PROMISES.has(event.type)) return true;
  return event.type === "tool_call.finished" && effectOf(event.callId) !== "read";
}
