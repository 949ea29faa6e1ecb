import type { SteerReturn } from "../../lib/protocol/event";
import { allSettled } from "../../lib/session/calls";
import type { Steer } from "../../lib/session/state";
import { awaitsAnswer, pendingSteers } from "../../lib/session/steers";
import { responseKey, successorKey } from "./context";
import type { Draft } from "./draft";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";

const pending = (draft: Draft): readonly Steer[] => {
  const turn = runningTurn(draft);
  return turn ? pendingSteers(turn) : [];
};

/** Hands text to the response under way. */
export function handSteer(draft: Draft, { steerId, text }: Pick<Steer, "steerId" | "text">): void {
  const turn = runningTurn(draft);
  if (!turn) return;
  const request = { key: responseKey(turn), steerId, text, successor: successorKey(turn) };
  draft.act({ type: "steer_response", request });
}

/** A response has begun: what it was made with is applied, and it is handed what came while it was asked for. */
export function steerStarted(draft: Draft, unhanded: readonly Steer[]): void {
  const { steered } = draft.state.context;
  for (const { steerId, text, status } of pending(draft)) {
    if (status === "accepted" || steered.has(steerId)) draft.log({ type: "steer.applied", steerId, text });
  }
  for (const steer of unhanded) handSteer(draft, steer);
}

/** Text that no response has been handed yet. */
export const unhandedSteers = (draft: Draft): readonly Steer[] =>
  pending(draft).filter((steer) => steer.status === "requested" && steer.handedTo === null);

/** The text goes with the next request instead. */
export function deferUnhanded(draft: Draft): void {
  for (const { steerId } of unhandedSteers(draft)) draft.log({ type: "steer.deferred", steerId });
}

/** Whether the provider has the text and only the provider could say what became of it. */
const isHandedOver = (draft: Draft, steer: Steer): boolean =>
  (steer.status === "accepted" && !draft.state.context.steered.has(steer.steerId)) || isUnanswered(steer);

const isUnanswered = (steer: Steer): boolean => steer.status === "requested" && steer.handedTo !== null;

/** The connection that had the text is gone. It is not sent again by itself. */
export function returnHandedOver(draft: Draft): void {
  for (const steer of pending(draft)) if (isHandedOver(draft, steer)) giveBack(draft, steer, "unknown");
}

export function returnUnanswered(draft: Draft): void {
  for (const steer of pending(draft)) if (isUnanswered(steer)) giveBack(draft, steer, "unknown");
}

/** The turn ends: what the model has not read is the person's again. */
export function returnSteers(draft: Draft, reason: Exclude<SteerReturn, "unknown">): void {
  if (reason === "interrupted") returnHandedOver(draft);
  for (const steer of pending(draft)) giveBack(draft, steer, reason);
}

const giveBack = (draft: Draft, { steerId }: Steer, reason: SteerReturn): number =>
  draft.log({ type: "steer.returned", steerId, reason });

/** While only the provider's word is waited for, the wait is bounded. */
export function watchSteers(draft: Draft, rules: Rules): void {
  const turn = runningTurn(draft);
  if (!turn || (turn.response.phase !== "awaited" && !awaitsAnswer(turn))) return;
  if (!allSettled(turn.calls)) return;
  draft.act({ type: "set_timer", key: `steer:${turn.turnId}`, at: draft.at + rules.limits.steerWaitMs });
}
