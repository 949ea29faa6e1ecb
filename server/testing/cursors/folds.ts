import type { SessionEvent } from "../../../lib/protocol/event";
import type { Visibility } from "../../../lib/protocol/role";
import { guestForm, redactForGuest } from "../../../lib/protocol/visibility";
import { reduce } from "../../../lib/session/reduce";
import type { SessionState } from "../../../lib/session/state";

/** What each class of viewers holds, place after place. */
export type Folds = Record<Visibility, SessionState[]>;

/** What they hold after each of the events that follow. */
export const foldOn = ({ owner, guest }: Folds, events: readonly SessionEvent[]): Folds => ({
  owner: along(owner, events, (event) => event),
  guest: along(guest, events, asGuest),
});

function along(
  before: readonly SessionState[],
  events: readonly SessionEvent[],
  see: (event: SessionEvent) => SessionEvent | null,
): SessionState[] {
  let state = before.at(-1);
  if (!state) throw new Error("there is no state to fold on");
  const states: SessionState[] = [];
  for (const event of events) {
    const seen = see(event);
    state = seen ? reduce(state, seen) : { ...state, seq: event.seq };
    states.push(state);
  }
  return states;
}

function asGuest(event: SessionEvent): SessionEvent | null {
  const form = guestForm(event.type);
  if (form === "hidden") return null;
  return form === "whole" ? event : redactForGuest(event);
}
