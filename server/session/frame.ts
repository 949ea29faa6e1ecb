import type { SessionEvent } from "../../lib/protocol/event";
import type { Visibility } from "../../lib/protocol/role";
import { guestForm, redactForGuest } from "../../lib/protocol/visibility";

type Row = { type: string; body: string };
export type FrameRange = { sessionId: string; epoch: number; after: number; upTo: number };

/** One `events` frame for a class of viewers, made from stored bodies without parsing most of them. */
export function framed(range: FrameRange, rows: readonly Row[], visibility: Visibility): string {
  const bodies = visibility === "owner" ? rows.map((row) => row.body) : rows.flatMap(guestBody);
  const { sessionId, epoch, after, upTo } = range;
  const head = JSON.stringify({ type: "events", sessionId, epoch, after, upTo });
  return `${head.slice(0, -1)},"events":[${bodies.join(",")}]}`;
}

function guestBody({ type, body }: Row): string[] {
  const form = guestForm(type);
  if (form === "hidden") return [];
  return form === "whole" ? [body] : [JSON.stringify(redactForGuest(JSON.parse(body) as SessionEvent))];
}
