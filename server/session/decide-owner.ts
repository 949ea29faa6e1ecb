import { openCalls } from "../../lib/session/calls";
import type { ToolCall } from "../../lib/session/state";
import { responseLost } from "./decide-upstream";
import type { Draft } from "./draft";
import type { Rules } from "./rules";
import { assignWaiting } from "./call";
import { runningTurn } from "./running-turn";
import { startTurn } from "./turn";

/**
 * A new owner goes on where the log ends: an open response is lost, a due one is asked for again,
 * deadlines are armed again, and pages that do not come back are detached.
 */
export function decideOwnerStarted(draft: Draft, rules: Rules): null {
  for (const executorId of draft.state.session.executors.keys()) {
    draft.act({
      type: "set_timer",
      key: `executor:${executorId}`,
      at: draft.at + rules.limits.executorGraceMs,
    });
  }
  const turn = runningTurn(draft);
  if (!turn) return startNext(draft, rules);
  draft.act({ type: "set_timer", key: `turn:${turn.turnId}`, at: turn.startedAt + rules.limits.turnMs });
  for (const call of openCalls(draft.state.session)) rearm(draft, call, rules);
  if (turn.response.phase === "streaming") responseLost(draft, RESTARTED, rules);
  assignWaiting(draft, rules);
  return null;
}

const RESTARTED = { code: "interrupted", message: "The server restarted while the answer was under way." };

function rearm(draft: Draft, call: ToolCall, rules: Rules): void {
  if (call.status !== "assigned" && call.status !== "started") return;
  const at = Math.max(call.deadline, draft.at + rules.limits.callGraceMs);
  draft.act({ type: "set_timer", key: `call:${call.callId}`, at });
}

function startNext(draft: Draft, rules: Rules): null {
  const { queue, turns } = draft.state.session;
  const next = queue[0];
  const isPaused = turns.at(-1)?.end.reason === "stopped";
  if (next && !isPaused)
    startTurn(draft, { text: next.text, executorId: null, queueId: next.queueId }, rules);
  return null;
}
