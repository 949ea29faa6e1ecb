import { askSummary } from "./decide-compaction";
import type { ExecutorId } from "../../lib/protocol/ids";
import { asksPerson, openCalls } from "../../lib/session/calls";
import type { RunningTurn, ToolCall } from "../../lib/session/state";
import { responseLost } from "./decide-upstream";
import type { Draft } from "./draft";
import { leaseIfFree } from "./executor";
import type { Rules } from "./rules";
import { assignWaiting } from "./call";
import { dueKey, runningTurn } from "./running-turn";
import { returnUnanswered } from "./steers";
import { settleTurn, startQueued } from "./turn";

/**
 * A new owner goes on where the log ends: an open response is lost, a due one is asked for again,
 * deadlines are armed again, and pages that do not come back are detached. A steer that the last line to the
 * provider had comes back to the person: whether it was read, nobody knows.
 */
export function decideOwnerStarted(draft: Draft, present: readonly ExecutorId[], rules: Rules): null {
  for (const executorId of draft.state.session.executors.keys()) {
    if (present.includes(executorId)) continue;
    draft.act({
      type: "set_timer",
      key: `executor:${executorId}`,
      at: draft.at + rules.limits.executorGraceMs,
    });
  }
  leaseIfFree(draft);
  askSummary(draft, rules);
  const turn = runningTurn(draft);
  if (!turn) {
    startQueued(draft, rules);
    return null;
  }
  draft.act({ type: "set_timer", key: `turn:${turn.turnId}`, at: turn.startedAt + rules.limits.turnMs });
  for (const call of openCalls(draft.state.session)) rearm(draft, call, rules);
  if (isUncertain(draft, turn, rules)) responseLost(draft, RESTARTED, rules);
  else returnUnanswered(draft);
  settleTurn(draft, rules);
  assignWaiting(draft, rules);
  return null;
}

/** A request that was due may have left: that is a matter of tokens, unless the provider has tools with effects. */
function isUncertain(draft: Draft, { response, model }: RunningTurn, rules: Rules): boolean {
  const { phase } = response;
  if (phase === "requested") return dueKey(draft.state) !== null && rules.traitsOf(model).hostedEffects;
  return phase === "streaming" || phase === "awaited";
}

const RESTARTED = { code: "interrupted", message: "The server restarted while the answer was under way." };

function rearm(draft: Draft, call: ToolCall, rules: Rules): void {
  if (asksPerson(call) || (call.status !== "assigned" && call.status !== "started")) return;
  const at = Math.max(call.deadline, draft.at + rules.limits.callGraceMs);
  draft.act({ type: "set_timer", key: `call:${call.callId}`, at });
}
