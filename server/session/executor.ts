import type { ExecutorId } from "../../lib/protocol/ids";
import type { ToolSpec } from "../../lib/protocol/tool";
import type { RunningTurn } from "../../lib/session/state";
import type { OwnerState } from "./owner-state";

/** The tools that the model is offered: those of the page that the turn uses, or of the latest page. */
export function offeredTools(state: OwnerState): readonly ToolSpec[] {
  const { turn } = state.session;
  const executorId = turn.status === "running" ? turn.executorId : null;
  const executor = executorId ? state.executors.get(executorId) : undefined;
  return executor?.tools ?? state.lastTools;
}

/**
 * The page that runs a call: the one that sent the message, else the latest other page of the same
 * principal and, when the sender is known, of the same desk.
 */
export function chooseExecutor(state: OwnerState, turn: RunningTurn, toolName: string): ExecutorId | null {
  const offers = (id: ExecutorId): boolean =>
    state.executors.get(id)?.tools.some((tool) => tool.name === toolName) ?? false;
  if (turn.executorId && state.session.executors.has(turn.executorId) && offers(turn.executorId))
    return turn.executorId;
  const desk = turn.executorId ? state.desks.get(turn.executorId) : undefined;
  const candidates = [...state.session.executors.values()].filter(
    (executor) => offers(executor.executorId) && (desk === undefined || executor.deskId === desk),
  );
  return candidates.at(-1)?.executorId ?? null;
}
