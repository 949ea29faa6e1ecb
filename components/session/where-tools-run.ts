import type { SessionView } from "../../lib/client/state";
import type { ExecutorId } from "../../lib/protocol/ids";

export type ToolsPlace = "here" | "elsewhere" | "nowhere";

/**
 * Which page runs the tools: the one that holds the lease, as long as it is attached. A session that does not
 * exist yet gets its tools from this page.
 */
export function whereToolsRun(view: SessionView | null, me: ExecutorId): ToolsPlace {
  if (view === null || view.phase !== "live" || view.session.seq === 0) return "here";
  const { executors, lease } = view.session;
  if (lease === null || !executors.has(lease.executorId)) return "nowhere";
  return lease.executorId === me ? "here" : "elsewhere";
}

/** Whether this page could run the tools if the person said so. */
export const canTakeTools = (view: SessionView | null, me: ExecutorId): boolean =>
  view !== null && view.session.executors.has(me) && whereToolsRun(view, me) !== "here";
