import { openCalls } from "../../lib/session/calls";
import type { ToolCall } from "../../lib/session/state";
import { offeredTools } from "./executor";
import type { OwnerState } from "./owner-state";

const PREFIX = "exclusive:";

/** What calls of this tool must not share; null where they may run side by side. */
function keyOf(state: OwnerState, toolName: string): string | null {
  const concurrency = offeredTools(state).find(({ name }) => name === toolName)?.concurrency;
  return concurrency?.startsWith(PREFIX) ? concurrency.slice(PREFIX.length) : null;
}

/** Whether another call of the same key is with a page, or may still be: then this one waits for its end. */
export function mustWait(state: OwnerState, call: ToolCall): boolean {
  const key = keyOf(state, call.name);
  if (key === null) return false;
  return openCalls(state.session).some(
    (other) => other.callId !== call.callId && isUnderWay(other) && keyOf(state, other.name) === key,
  );
}

const isUnderWay = ({ status }: ToolCall): boolean =>
  status === "assigned" || status === "started" || status === "awaiting_outcome";

/** The calls that have waited for the end of this one, in the order in which they were made. */
export function waitingFor(state: OwnerState, ended: ToolCall): ToolCall[] {
  const key = keyOf(state, ended.name);
  if (key === null) return [];
  return openCalls(state.session).filter(
    ({ status, name }) => (status === "requested" || status === "approved") && keyOf(state, name) === key,
  );
}
