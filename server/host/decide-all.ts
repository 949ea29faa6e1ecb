import type { ErrorBody } from "../../lib/protocol/error";
import { coalesce } from "../session/coalesce";
import { decide } from "../session/decide";
import type { Effect, Input, LoggedEvent } from "../session/input";
import type { OwnerState } from "../session/owner-state";
import type { Rules } from "../session/rules";

export type Settle = (refusal: ErrorBody | null) => void;
export type Mail = { input: Input; settle: Settle | null };
export type Outcome = { settle: Settle; refusal: ErrorBody | null };

export type DecidedBatch = {
  next: OwnerState;
  events: LoggedEvent[];
  actions: Effect[];
  outcomes: Outcome[];
};

/** Decides the whole batch in order; each input sees what the one before decided. Pure but for `settle` being carried along. */
export function decideAll(before: OwnerState, batch: readonly Mail[], rules: Rules): DecidedBatch {
  let next = before;
  const events: LoggedEvent[] = [];
  const actions: Effect[] = [];
  const outcomes: Outcome[] = [];
  const settles = new Map(batch.flatMap(({ input, settle }) => (settle ? [[input, settle] as const] : [])));
  for (const input of coalesce(batch.map((entry) => entry.input))) {
    const decision = decide(next, input, rules);
    next = decision.state;
    events.push(...decision.events);
    actions.push(...decision.effects);
    const settle = settles.get(input);
    if (settle) outcomes.push({ settle, refusal: decision.refusal });
  }
  return { next, events, actions, outcomes };
}
