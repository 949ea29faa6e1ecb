import type { ResponseId } from "../protocol/ids";
import { allSettled } from "./calls";
import type { ResponsePhase, RunningTurn, Steer } from "./state";

export const isPending = (steer: Steer): boolean => steer.status !== "applied" && steer.status !== "returned";

/** The steers of a turn that have not reached the model yet, oldest first. */
export const pendingSteers = (turn: { steers: readonly Steer[] }): readonly Steer[] =>
  turn.steers.filter(isPending);

const hasSteer = (turn: RunningTurn, status: Steer["status"]): boolean =>
  turn.steers.some((steer) => steer.status === status);

/** Whether the turn waits for the provider's word on a steer that it was handed. */
export const awaitsAnswer = (turn: RunningTurn): boolean =>
  turn.response.phase === "done" && hasSteer(turn, "requested");

/**
 * What follows a response that was not lost. Its outputs make the next one due, and so does text that waits
 * for a request; after a steer that the provider accepted it starts the next one by itself.
 */
export function phaseAfterDone(turn: RunningTurn, responseId: ResponseId): ResponsePhase {
  const done: ResponsePhase = { phase: "done", responseId };
  if (!allSettled(turn.calls)) return done;
  if (hasCalls(turn, responseId)) return { phase: "requested" };
  if (hasSteer(turn, "accepted")) return { phase: "awaited", responseId };
  if (hasSteer(turn, "requested")) return done;
  return hasSteer(turn, "deferred") ? { phase: "requested" } : done;
}

export const hasCalls = (turn: RunningTurn, responseId: ResponseId): boolean =>
  [...turn.calls.values()].some((call) => call.responseId === responseId);
