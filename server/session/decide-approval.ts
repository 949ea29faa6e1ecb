import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { Outcome } from "../../lib/protocol/tool";
import { openCalls } from "../../lib/session/calls";
import { allowedName } from "../../lib/session/reduce-call";
import type { ToolCall } from "../../lib/session/state";
import { assignWaiting, settleCall } from "./call";
import { callOf } from "./decide-executor";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";

export function resolveApproval(
  draft: Draft,
  { callId, decision, reason = "" }: CommandOf<"resolve_approval">,
  rules: Rules,
): ErrorBody | null {
  const call = callOf(draft, callId);
  if (call?.status !== "awaiting_approval")
    return refuse("stale", "This call does not wait for an approval.");
  if (decision === "session" && call.onceOnly)
    return refuse("forbidden", "This tool is allowed once at a time.");
  draft.log({ type: "approval.resolved", callId, decision });
  if (decision === "deny") {
    settleCall(draft, call, denied(reason.trim()), rules);
    return null;
  }
  if (decision === "session") allowAlike(draft, call);
  assignWaiting(draft, rules);
  return null;
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
