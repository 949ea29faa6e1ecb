import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { CallId, ExecutorId } from "../../lib/protocol/ids";
import type { ToolCall } from "../../lib/session/state";
import { assignWaiting, releaseCalls } from "./call";
import type { Draft } from "./draft";
import { lease, leaseIfFree } from "./executor";
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
  leaseIfFree(draft);
  assignWaiting(draft, rules);
  return null;
}

/** The person wants the tools in this page. Calls that have not started come along at once. */
export function takeTools(
  draft: Draft,
  { command, principal }: { command: CommandOf<"take_tools">; principal: string },
  rules: Rules,
): ErrorBody | null {
  const { executorId, epoch } = command;
  const { lease: held, executors } = draft.state.session;
  const owned = draft.state.executors.get(executorId);
  if (owned && owned.principal !== principal)
    return refuse("forbidden", "This executor belongs to somebody else.");
  if (!executors.has(executorId)) return refuse("stale", "This executor is not attached.");
  if ((held?.epoch ?? 0) !== epoch || held?.executorId === executorId)
    return refuse("stale", "The tools have moved since.");
  lease(draft, executorId, "taken");
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

/** A call that one page has been given, and that only this page may still answer. */
export type HeldCall = ToolCall & { status: "assigned" | "started" | "awaiting_outcome" };

export function callOf(draft: Draft, callId: CallId): ToolCall | undefined {
  return runningTurn(draft)?.calls.get(callId);
}

export const isHeldBy = (call: ToolCall | undefined, executorId: ExecutorId): call is HeldCall =>
  call !== undefined &&
  (call.status === "assigned" || call.status === "started" || call.status === "awaiting_outcome") &&
  call.executorId === executorId;
