import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { CallId, ExecutorId } from "../../lib/protocol/ids";
import type { ToolCall } from "../../lib/session/state";
import { assignWaiting, finishCall, releaseCalls } from "./call";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";

/** A page offers its tools. Attaching again with the same tools changes nothing in what the model sees. */
export function attachExecutor(
  draft: Draft,
  { command, principal }: { command: CommandOf<"attach_executor">; principal: string },
  rules: Rules,
): ErrorBody | null {
  const { executorId, deskId, toolsHash, tools } = command;
  const owned = draft.state.executors.get(executorId);
  if (owned && owned.principal !== principal)
    return refuse("forbidden", "This executor belongs to somebody else.");
  if (!tools && !draft.state.toolsByHash.has(toolsHash)) {
    return refuse("unknown_tools", "The server has not seen these tools yet: send them along.");
  }
  if (tools && new Set(tools.map((tool) => tool.name)).size < tools.length) {
    return refuse("invalid_tools", "Two tools have the same name.");
  }
  const isKnown = draft.state.toolsByHash.has(toolsHash);
  const secret = { type: "executor" as const, principal, tools: isKnown ? null : (tools ?? null) };
  draft.log({ type: "executor.attached", executorId, deskId, toolsHash }, secret);
  draft.act({ type: "clear_timer", key: `executor:${executorId}` });
  assignWaiting(draft, rules);
  return null;
}

export function detachExecutor(
  draft: Draft,
  { executorId }: CommandOf<"detach_executor">,
  rules: Rules,
): ErrorBody | null {
  if (!draft.state.session.executors.has(executorId))
    return refuse("stale", "This executor is not attached.");
  detach(draft, executorId, rules);
  return null;
}

/** Nothing is logged yet: a reload is back before the grace is over. */
export function executorAway(draft: Draft, executorId: ExecutorId, rules: Rules): null {
  if (!draft.state.session.executors.has(executorId)) return null;
  draft.act({
    type: "set_timer",
    key: `executor:${executorId}`,
    at: draft.at + rules.limits.executorGraceMs,
  });
  return null;
}

export function detach(draft: Draft, executorId: ExecutorId, rules: Rules): void {
  draft.log({ type: "executor.detached", executorId });
  releaseCalls(draft, executorId, rules);
}

export function startToolCall(draft: Draft, command: CommandOf<"start_tool_call">): ErrorBody | null {
  const { callId, executorId, claimId } = command;
  const call = callOf(draft, callId);
  if (call?.status !== "assigned" || call.executorId !== executorId) {
    return refuse("stale", "This call is not this page's to start.");
  }
  draft.log({ type: "tool_call.started", callId, executorId, claimId });
  return null;
}

export function reportProgress(draft: Draft, command: CommandOf<"report_progress">): ErrorBody | null {
  const { callId, executorId, text } = command;
  if (!isHeldBy(callOf(draft, callId), executorId)) return refuse("stale", "This call is not this page's.");
  draft.log({ type: "tool_call.progress", callId, text });
  return null;
}

/** The first outcome from the assigned page and claim wins; later and foreign ones change nothing. */
export function submitToolOutput(draft: Draft, command: CommandOf<"submit_tool_output">): ErrorBody | null {
  const { callId, executorId, claimId, outcome, artifact, ranMs } = command;
  const call = callOf(draft, callId);
  if (!call || !isHeldBy(call, executorId))
    return refuse("stale", "This call is settled, or another page's.");
  if (call.effect !== "read" && (call.status !== "started" || call.claimId !== claimId)) {
    return refuse("stale", "This page did not start the call.");
  }
  finishCall(draft, call, outcome, { artifact, ranMs });
  return null;
}

export function resolveApproval(
  draft: Draft,
  { callId, decision }: CommandOf<"resolve_approval">,
  rules: Rules,
): ErrorBody | null {
  const call = callOf(draft, callId);
  if (call?.status !== "awaiting_approval")
    return refuse("stale", "This call does not wait for an approval.");
  if (decision === "session" && call.effect === "destructive") {
    return refuse("forbidden", "A destructive tool is allowed once at a time.");
  }
  draft.log({ type: "approval.resolved", callId, decision });
  if (decision === "deny") {
    finishCall(draft, call, {
      ok: false,
      error: { code: "denied", message: "The person did not allow this call." },
    });
    return null;
  }
  assignWaiting(draft, rules);
  return null;
}

function callOf(draft: Draft, callId: CallId): ToolCall | undefined {
  return runningTurn(draft)?.calls.get(callId);
}

const isHeldBy = (call: ToolCall | undefined, executorId: ExecutorId): boolean =>
  (call?.status === "assigned" || call?.status === "started") && call.executorId === executorId;
