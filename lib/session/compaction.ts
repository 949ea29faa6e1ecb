import type { TurnId } from "../protocol/ids";
import type { FinishedTurn, SessionState } from "./state";

/** A request of the turn under way was too long: it is made again once the earlier turns are summarised. */
export function awaitsSummary({ turn, compaction }: SessionState): boolean {
  return (
    turn.status === "running" &&
    turn.response.phase === "requested" &&
    turn.responses.at(-1)?.status === "too_long" &&
    compaction.status === "running"
  );
}

/** The finished turns that the model is given as they were. */
export function uncompactedTurns({ turns, compacted }: SessionState): readonly FinishedTurn[] {
  if (compacted === null) return turns;
  return turns.slice(turns.findIndex(({ turnId }) => turnId === compacted.upTo) + 1);
}

/** The latest turn that a summary would stand for, with `keep` turns after it where there are as many. */
export function compactionBorder(state: SessionState, keep: number): TurnId | null {
  const turns = uncompactedTurns(state);
  return turns[turns.length - 1 - Math.min(keep, turns.length - 1)]?.turnId ?? null;
}
