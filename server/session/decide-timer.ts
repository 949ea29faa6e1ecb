import { asksPerson, openCalls } from "../../lib/session/calls";
import { awaitsAnswer } from "../../lib/session/steers";
import type { ToolCall } from "../../lib/session/state";
import type { Outcome } from "../../lib/protocol/tool";
import { askOutcome, settleCall } from "./call";
import { responseLost } from "./decide-upstream";
import { detach } from "./decide-executor";
import type { Draft } from "./draft";
import type { TimerKey } from "./input";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";
import { returnUnanswered } from "./steers";
import { finishTurn, settleTurn } from "./turn";

/** A timer that no longer means anything (its turn or call has ended) decides nothing. */
export function decideTimer(draft: Draft, key: TimerKey, rules: Rules): null {
  const id = key.slice(key.indexOf(":") + 1);
  if (key.startsWith("turn:")) turnTimedOut(draft, id, rules);
  if (key.startsWith("call:")) callTimedOut(draft, id, rules);
  if (key.startsWith("steer:")) steerTimedOut(draft, id, rules);
  if (key.startsWith("executor:") && draft.state.session.executors.has(id)) detach(draft, id, rules);
  return null;
}

function turnTimedOut(draft: Draft, turnId: string, rules: Rules): void {
  if (runningTurn(draft)?.turnId !== turnId) return;
  const minutes = Math.round(rules.limits.turnMs / 60_000);
  const message = `Stopped after ${minutes} minutes. Send a message to go on.`;
  finishTurn(draft, { reason: "limit", error: { code: "turn_too_long", message } }, rules);
}

/** The provider neither went on nor said why: the person's text comes back. */
function steerTimedOut(draft: Draft, turnId: string, rules: Rules): void {
  const turn = runningTurn(draft);
  if (turn?.turnId !== turnId) return;
  if (turn.response.phase === "awaited") return responseLost(draft, NO_SUCCESSOR, rules);
  if (!awaitsAnswer(turn)) return;
  returnUnanswered(draft);
  settleTurn(draft, rules);
}

const NO_SUCCESSOR = { code: "interrupted", message: "The provider took your message and did not go on." };

function callTimedOut(draft: Draft, callId: string, rules: Rules): void {
  const call = openCalls(draft.state.session).find((candidate) => candidate.callId === callId);
  if (!call || asksPerson(call)) return;
  if (call.status === "started") askOutcome(draft, call);
  else settleCall(draft, call, outcomeOfTimeout(call), rules);
}

function outcomeOfTimeout(call: ToolCall): Outcome {
  if (call.status === "assigned") {
    return { ok: false, error: { code: "timed_out", message: "The tool did not answer in time." } };
  }
  return { ok: false, error: { code: "no_browser", message: "No browser with this tool is open." } };
}
