import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { Outcome, OutcomeAnswer } from "../../lib/protocol/tool";
import { askOutcome, assignWaiting, settleCall, UNKNOWN_OUTCOME } from "./call";
import type { HeldCall } from "./decide-executor";
import { callOf, isHeldBy } from "./decide-executor";
import type { Draft } from "./draft";
import { loggable } from "./large-output";
import { refuse } from "./refuse";
import type { Rules } from "./rules";

/** The first outcome from the assigned page and claim wins; later and foreign ones change nothing. */
export function submitToolOutput(
  draft: Draft,
  command: CommandOf<"submit_tool_output">,
  rules: Rules,
): ErrorBody | null {
  const { callId, executorId, claimId, outcome, artifact, ranMs } = command;
  const call = callOf(draft, callId);
  if (!isHeldBy(call, executorId)) return refuse("stale", "This call is settled, or another page's.");
  if (call.effect !== "read" && (call.status === "assigned" || call.claimId !== claimId)) {
    return refuse("stale", "This page did not start the call.");
  }
  if (call.effect !== "read" && isUnknown(outcome)) return pageCannotTell(draft, call);
  const logged = loggable(outcome, draft.state, rules);
  settleCall(draft, call, logged.outcome, rules, { artifact, ranMs, secret: logged.secret });
  return null;
}

const isUnknown = (outcome: Outcome): boolean => !outcome.ok && outcome.error.code === "unknown_outcome";

function pageCannotTell(draft: Draft, call: HeldCall): ErrorBody | null {
  if (call.status === "awaiting_outcome") return refuse("stale", "The person is asked already.");
  askOutcome(draft, call);
  return null;
}

/** The person's word stands for the outcome, which never came. Run again, the call is claimed anew. */
export function resolveOutcome(
  draft: Draft,
  { callId, answer }: CommandOf<"resolve_outcome">,
  rules: Rules,
): ErrorBody | null {
  const call = callOf(draft, callId);
  if (call?.status !== "awaiting_outcome") return refuse("stale", "Nobody is asked about this call.");
  draft.log({ type: "outcome.resolved", callId, answer });
  if (answer === "run_again") assignWaiting(draft, rules);
  else settleCall(draft, call, OUTCOMES[answer], rules);
  return null;
}

const OUTCOMES: Readonly<Record<Exclude<OutcomeAnswer, "run_again">, Outcome>> = {
  happened: {
    ok: true,
    output: JSON.stringify({
      outcome: "happened",
      source: "person",
      message: "The page went away before it could answer. The person says that it took effect.",
    }),
  },
  unknown: UNKNOWN_OUTCOME,
};
