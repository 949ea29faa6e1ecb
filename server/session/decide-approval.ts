import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { Outcome } from "../../lib/protocol/tool";
import { openCalls } from "../../lib/session/calls";
import { allowedName } from "../../lib/session/reduce-call";
import type { ToolCall } from "../../lib/session/state";
import { argumentProblem, assignWaiting, settleCall, specOf } from "./call";
import { callOf } from "./decide-executor";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";

export function resolveApproval(
  draft: Draft,
  command: CommandOf<"resolve_approval">,
  rules: Rules,
): ErrorBody | null {
  const { callId, decision } = command;
  const call = callOf(draft, callId);
  if (call?.status !== "awaiting_approval")
    return refuse("stale", "This call does not wait for an approval.");
  if (command.argumentsHash !== call.argumentsHash)
    return refuse("stale", "The answer is to other arguments than this call has.");
  if (decision === "deny") {
    draft.log({ type: "approval.resolved", callId, decision });
    settleCall(draft, call, denied(command.reason?.trim() ?? ""), rules);
    return null;
  }
  if (decision === "session" && call.onceOnly)
    return refuse("forbidden", "This tool is allowed once at a time.");
  const { arguments: edited } = command;
  const refusal = edited === undefined ? null : editRefusal(draft, call, edited, rules);
  if (refusal) return refusal;
  const changed = edited === undefined || edited === call.arguments ? {} : { arguments: edited };
  draft.log({ type: "approval.resolved", callId, decision, ...changed });
  if (decision === "session") allowAlike(draft, call);
  assignWaiting(draft, rules);
  return null;
}

/** The call goes on waiting: what was changed can be put right. */
function editRefusal(draft: Draft, call: ToolCall, edited: string, rules: Rules): ErrorBody | null {
  if (call.server !== null)
    return refuse(
      "forbidden",
      "Its provider runs this tool with what the model wrote: it cannot be changed here.",
    );
  const spec = specOf(draft, call.name);
  if (!spec) return refuse("stale", "No page offers this tool any more.");
  const problem = argumentProblem(spec, edited, rules);
  return problem && refuse("invalid_arguments", `The call cannot run with this. ${problem.message}`);
}

/** From its next call on the person is asked again; calls that were allowed stay so. */
export function revokeGrant(draft: Draft, { tool }: CommandOf<"revoke_grant">): ErrorBody | null {
  if (!draft.state.session.allowedTools.has(tool))
    return refuse("stale", "This tool is not allowed for the session.");
  draft.log({ type: "grant.revoked", tool });
  return null;
}

/** Whoever allows a tool for the session is not asked again about its calls that wait already. */
function allowAlike(draft: Draft, allowed: ToolCall): void {
  for (const call of openCalls(draft.state.session)) {
    if (call.status === "awaiting_approval" && allowedName(call) === allowedName(allowed))
      draft.log({ type: "approval.resolved", callId: call.callId, decision: "session" });
  }
}

const NOT_ALLOWED = "The person did not allow this call";

const denied = (reason: string): Outcome => ({
  ok: false,
  error: { code: "denied", message: reason === "" ? `${NOT_ALLOWED}.` : `${NOT_ALLOWED}: ${reason}` },
});
