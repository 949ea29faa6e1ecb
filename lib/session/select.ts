import type { SessionActivity } from "../protocol/frame";
import { asksPerson, openCalls } from "./calls";
import type { ResponseSummary, SessionState } from "./state";

const MAX_FIRST_TEXT = 80;

/** What stands for a title until there is one: the first line that the person wrote, or what they sent. */
export function firstText(state: SessionState): string | null {
  const turn = state.turns[0] ?? (state.turn.status === "running" ? state.turn : null);
  if (!turn) return null;
  const line = turn.text.trim().split("\n", 1)[0] || (turn.attachments[0]?.name ?? "");
  return line.length > MAX_FIRST_TEXT ? `${line.slice(0, MAX_FIRST_TEXT - 1)}…` : line;
}

export const titleOf = (state: SessionState): string | null => state.title ?? firstText(state);

/** `waiting`: the turn cannot go on without the person. */
export function activityOf(state: SessionState): SessionActivity {
  if (state.turn.status === "idle") return "idle";
  return openCalls(state).some(asksPerson) ? "waiting" : "running";
}

/**
 * Tokens that the model's context had when it last answered, that answer included. Null where the provider
 * said nothing, and from a summary on until the next answer.
 */
export function contextTokens(state: SessionState): number | null {
  const { turn, turns, compacted } = state;
  const latest = (turn.status === "running" ? lastCounted(turn.responses) : null) ?? lastCountedIn(turns);
  if (!latest?.usage) return null;
  const isOutdated = compacted !== null && Number(latest.responseId.slice(1)) < compacted.seq;
  return isOutdated ? null : latest.usage.input + latest.usage.output;
}

const lastCounted = (responses: readonly ResponseSummary[]): ResponseSummary | null =>
  responses.findLast(({ usage }) => usage !== null) ?? null;

function lastCountedIn(turns: SessionState["turns"]): ResponseSummary | null {
  for (let at = turns.length - 1; at >= 0; at -= 1) {
    const found = lastCounted(turns[at]?.responses ?? []);
    if (found) return found;
  }
  return null;
}
