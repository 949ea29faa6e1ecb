import type { SessionEvent } from "../../lib/protocol/event";
import type { DeltaPiece, Input, LoggedEvent } from "./input";
import type { OpenItem, OwnerState } from "./owner-state";
import { foldOwner } from "./owner-state";

type UpstreamInput = Extract<Input, { type: "upstream" }>;

/**
 * What follows from a piece of text. Nearly all inputs are this one: it decides nothing but its own
 * event, so it goes past the draft that every other decision needs.
 */
export function decideDelta(
  state: OwnerState,
  input: UpstreamInput,
): { state: OwnerState; events: LoggedEvent[] } {
  const event = deltaEvent(state, input);
  if (!event) return { state, events: [] };
  const logged = { event, secret: null };
  return { state: foldOwner(state, logged), events: [logged] };
}

function deltaEvent(
  { session, open }: OwnerState,
  { event, pieces, at }: UpstreamInput,
): SessionEvent | null {
  if (event.type !== "item_delta" || open?.key !== event.key || event.text === "") return null;
  const item = open.items.get(event.index);
  if (!item || item.done) return null;
  const trace = traceOf(item, pieces ?? [[at, event.text.length]]);
  return { type: "item.delta", itemId: item.itemId, text: event.text, trace, seq: session.seq + 1, at };
}

function traceOf({ lastAt }: OpenItem, pieces: readonly DeltaPiece[]): [number, number][] {
  let last = lastAt;
  return pieces.map(([at, length]) => {
    const dt = Math.max(0, Math.round(at - last));
    last = at;
    return [dt, length];
  });
}
