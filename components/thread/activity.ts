import { asksPerson } from "../../lib/session/calls";
import type { LiveItem, RunningTurn } from "../../lib/session/state";

/** What a running turn is doing, in words; null while its text or its calls show it. */
export function activityOf(turn: RunningTurn, hasLiveText: boolean, browsers: number): string | null {
  if (hasLiveText) return null;
  const open = [...turn.calls.values()].filter((call) => call.status !== "finished");
  if (open.some((call) => call.status === "awaiting_approval")) return "Waiting for approval";
  if (open.some(asksPerson)) return "Waiting for you";
  if (open.length > 0) {
    const isHomeless =
      browsers === 0 && open.some((call) => call.status === "requested" || call.status === "approved");
    return isHomeless ? "Waiting for a browser" : "Working";
  }
  return "Working";
}

export function hasLiveText(live: ReadonlyMap<string, LiveItem>): boolean {
  for (const { kind, text } of live.values()) if (kind === "message" && text !== "") return true;
  return false;
}
