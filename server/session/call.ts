import type { ToolSpec } from "../../lib/protocol/tool";
import type { Artifact, LoggedOutcome, Outcome } from "../../lib/protocol/tool";
import type { ExecutorId } from "../../lib/protocol/ids";
import { openCalls } from "../../lib/session/calls";
import { allowedName } from "../../lib/session/reduce-call";
import type { ToolCall } from "../../lib/session/state";
import { parseJson } from "../../lib/util/json";
import type { Draft } from "./draft";
import { mustWait, waitingFor } from "./exclusive";
import { executorFor, leaseIfFree, offeredTools } from "./executor";
import type { Rules } from "./rules";
import type { Secret } from "./secret";

/** Takes up a call that the model has made: refuses it, asks the person, or hands it to a page. */
export function takeCall(draft: Draft, call: ToolCall, rules: Rules): void {
  if (call.server !== null) return askForServer(draft, call, rules);
  const spec = specOf(draft, call.name);
  const problem = spec ? argumentProblem(spec, call.arguments, rules) : unknownTool(draft, call.name);
  if (problem) return finishCall(draft, call, { ok: false, error: problem });
  if (spec && needsApproval(draft, spec)) {
    const onceOnly = spec.approval === "always" ? { onceOnly: true as const } : {};
    return askPerson(draft, call, rules, onceOnly);
  }
  assignCall(draft, call, rules);
}

/** A tool of an MCP server is run by the provider, once the person has said yes. */
function askForServer(draft: Draft, call: ToolCall, rules: Rules): void {
  if (draft.state.session.allowedTools.has(allowedName(call))) return finishCall(draft, call, ALLOWED);
  askPerson(draft, call, rules);
}

const encoder = new TextEncoder();

function askPerson(draft: Draft, call: ToolCall, rules: Rules, onceOnly: { onceOnly?: true } = {}): void {
  const argumentsHash = rules.sha256(encoder.encode(call.arguments));
  draft.log({ type: "approval.requested", callId: call.callId, ...onceOnly, argumentsHash });
}

const ALLOWED: Outcome = { ok: true, output: "allowed" };

export const specOf = (draft: Draft, name: string): ToolSpec | undefined =>
  offeredTools(draft.state).find((spec) => spec.name === name);

function unknownTool(draft: Draft, name: string): { code: string; message: string } {
  const names = offeredTools(draft.state).map((spec) => spec.name);
  return {
    code: "unknown_tool",
    message: `There is no tool "${name}". Tools: ${names.join(", ") || "none"}.`,
  };
}

/** Why these arguments, as JSON text, do not fit the tool; null: they do. */
export function argumentProblem(
  spec: ToolSpec,
  text: string,
  rules: Rules,
): { code: string; message: string } | null {
  const value = parseJson(text === "" ? "{}" : text);
  if (value === undefined) return { code: "invalid_arguments", message: "The arguments are not valid JSON." };
  const result = rules.validateArguments(spec, value);
  return result.ok ? null : { code: "invalid_arguments", message: result.message };
}

function needsApproval(draft: Draft, spec: ToolSpec): boolean {
  if (spec.approval === "auto") return false;
  return spec.approval === "always" || !draft.state.session.allowedTools.has(spec.name);
}

/**
 * Hands the call to a page. One with effects waits for its response's end: a repeated response must not repeat it.
 * One that excludes others waits for theirs.
 */
export function assignCall(draft: Draft, call: ToolCall, rules: Rules): void {
  const { turn } = draft.state.session;
  if (turn.status !== "running") return;
  if (call.server !== null) return call.status === "approved" ? finishCall(draft, call, ALLOWED) : undefined;
  if (call.effect !== "read" && turn.response.phase === "streaming") return;
  if (mustWait(draft.state, call)) return;
  const executorId = executorFor(draft.state, call.name);
  const timeoutMs = specOf(draft, call.name)?.timeoutMs ?? 0;
  const { callGraceMs, noBrowserMs } = rules.limits;
  const deadline = draft.at + (executorId ? timeoutMs + callGraceMs : noBrowserMs);
  if (executorId) draft.log({ type: "tool_call.assigned", callId: call.callId, executorId, deadline });
  draft.act({ type: "set_timer", key: `call:${call.callId}`, at: deadline });
}

/** Assigns what can be assigned now: after a response's end, an approval, or a page's arrival. */
export function assignWaiting(draft: Draft, rules: Rules): void {
  for (const call of openCalls(draft.state.session)) {
    if (call.status === "approved" || call.status === "requested") assignCall(draft, call, rules);
  }
}

/** Moves the calls of a page that went away. One that had started may have happened: the person is asked. */
export function releaseCalls(draft: Draft, executorId: ExecutorId, rules: Rules): void {
  for (const call of openCalls(draft.state.session)) {
    if (call.status === "started" && call.executorId === executorId) askOutcome(draft, call);
  }
  leaseIfFree(draft);
  assignWaiting(draft, rules);
}

/** Nobody but the person can say what became of the call. It waits for them as long as the turn may run. */
export function askOutcome(draft: Draft, { callId }: ToolCall): void {
  draft.log({ type: "outcome.requested", callId });
  draft.act({ type: "clear_timer", key: `call:${callId}` });
}

export const UNKNOWN_OUTCOME: Outcome = {
  ok: false,
  error: {
    code: "unknown_outcome",
    message:
      "The page went away while the tool ran. It may or may not have taken effect, and nobody could say.",
  },
};

/** Ends a call, and hands on those that had to wait for it. */
export function settleCall(
  draft: Draft,
  call: ToolCall,
  outcome: LoggedOutcome,
  rules: Rules,
  finished: FinishedCall = {},
): void {
  finishCall(draft, call, outcome, finished);
  for (const waiting of waitingFor(draft.state, call)) assignCall(draft, waiting, rules);
}

export type FinishedCall = { artifact?: Artifact | null; ranMs?: number | null; secret?: Secret | null };

export function finishCall(
  draft: Draft,
  call: ToolCall,
  outcome: LoggedOutcome,
  { artifact = null, ranMs = null, secret = null }: FinishedCall = {},
): void {
  draft.log({ type: "tool_call.finished", callId: call.callId, outcome, artifact, ranMs }, secret);
  draft.act({ type: "clear_timer", key: `call:${call.callId}` });
}
