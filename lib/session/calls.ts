import type { CallId, ClaimId, ExecutorId } from "../protocol/ids";
import { openQuestion } from "./questions";
import type { SessionState, ToolCall } from "./state";

export const isSettled = (call: ToolCall): boolean => call.status === "finished";

/** The call cannot go on without the person's word. */
export const asksPerson = (call: ToolCall): boolean =>
  call.status === "awaiting_approval" || call.status === "awaiting_outcome" || openQuestion(call) !== null;

export function allSettled(calls: ReadonlyMap<CallId, ToolCall>): boolean {
  for (const call of calls.values()) if (!isSettled(call)) return false;
  return true;
}

export function openCalls(state: SessionState): ToolCall[] {
  if (state.turn.status !== "running") return [];
  return [...state.turn.calls.values()].filter((call) => !isSettled(call));
}

/** What this page must do now about a call: run it, or claim it first. */
export type CallToDo = { call: ToolCall; step: "run" | "claim" };

/**
 * The calls that this page must act on. Pure: a reload computes the same answer from the log.
 * A call with effects is run only under this page's own claim, which a duplicated tab does not have.
 */
export function callsToRun(
  state: SessionState,
  me: { executorId: ExecutorId; claimId: ClaimId },
): CallToDo[] {
  return openCalls(state).flatMap((call): CallToDo[] => {
    if (call.status === "assigned" && call.executorId === me.executorId) {
      return [{ call, step: call.effect === "read" ? "run" : "claim" }];
    }
    if (call.status === "started" && call.executorId === me.executorId && call.claimId === me.claimId) {
      return [{ call, step: "run" }];
    }
    return [];
  });
}
