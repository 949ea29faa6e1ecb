import type { SessionActivity } from "../protocol/frame";
import { openCalls } from "./calls";
import type { SessionState } from "./state";

const MAX_FIRST_TEXT = 80;

/** What stands for a title until there is one: the first line that the person wrote. */
export function firstText(state: SessionState): string | null {
  const turn = state.turns[0] ?? (state.turn.status === "running" ? state.turn : null);
  if (!turn) return null;
  const line = turn.text.trim().split("\n", 1)[0] ?? "";
  return line.length > MAX_FIRST_TEXT ? `${line.slice(0, MAX_FIRST_TEXT - 1)}…` : line;
}

export const titleOf = (state: SessionState): string | null => state.title ?? firstText(state);

/** `waiting`: the turn cannot go on without the person. */
export function activityOf(state: SessionState): SessionActivity {
  if (state.turn.status === "idle") return "idle";
  return openCalls(state).some((call) => call.status === "awaiting_approval") ? "waiting" : "running";
}
