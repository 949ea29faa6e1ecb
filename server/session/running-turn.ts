import type { RunningTurn } from "../../lib/session/state";
import { awaitsSummary } from "../../lib/session/compaction";
import { responseKey } from "./context";
import type { OwnerState } from "./owner-state";

export const runningTurn = ({ state }: { state: OwnerState }): RunningTurn | null => {
  const { turn } = state.session;
  return turn.status === "running" ? turn : null;
};

/** Key of the response that is due or asked for and has not begun; null when there is none. */
export const dueKey = (state: OwnerState): string | null => {
  const turn = runningTurn({ state });
  if (awaitsSummary(state.session)) return null;
  return turn?.response.phase === "requested" ? responseKey(turn) : null;
};
