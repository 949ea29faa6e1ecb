import type { SessionView } from "../../lib/client/state";
import type { ExecutorId } from "../../lib/protocol/ids";

export type ToolsPlace = "here" | "elsewhere" | "nowhere";

/**
 * Which page runs the tools: the one that sent the running turn's message if it is attached, else this one
 * if it is, else another. A session that does not exist yet gets its tools from this page.
 */
export function whereToolsRun(view: SessionView | null, me: ExecutorId): ToolsPlace {
  if (view === null || view.phase !== "live" || view.session.seq === 0) return "here";
  const { executors, turn } = view.session;
  if (executors.size === 0) return "nowhere";
  const sender = turn.status === "running" ? turn.executorId : null;
  if (sender !== null && executors.has(sender)) return sender === me ? "here" : "elsewhere";
  return executors.has(me) ? "here" : "elsewhere";
}
