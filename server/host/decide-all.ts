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
  events: readonly LoggedEvent[];
  actions: readonly Effect[];
  outcomes: readonly Outcome[];
};

/** Decides the whole batch in order; each input sees what the one before decided. Pure but for `settle` being carried along. */
export function decideAll(before: OwnerState, batch: readonly Mail[], rules: Rules): DecidedBatch {
  const [first] = batch;
  if (first && batch.length === 1) return decideOne(before, first, rules);
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

/** Most batches of a paced stream: no merging, no bookkeeping. */
function decideOne(before: OwnerState, { input, settle }: Mail, rules: Rules): DecidedBatch {
  const { state, events, effects, refusal } = decide(before, input, rules);
  return { next: state, events, actions: effects, outcomes: settle ? [{ settle, refusal }] : [] };
}
