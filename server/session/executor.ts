import type { LeaseCause } from "../../lib/protocol/event";
import type { ExecutorId } from "../../lib/protocol/ids";
import type { ToolSpec } from "../../lib/protocol/tool";
import type { Draft } from "./draft";
import type { OwnerState } from "./owner-state";

/** The page that holds the lease of the tools, unless it is away. */
const leaseHolder = ({ session }: OwnerState): ExecutorId | null => {
  const { lease, executors } = session;
  return lease && executors.has(lease.executorId) ? lease.executorId : null;
};

/** The tools that the model is offered: those of the page that holds the lease, or of the latest page. */
export function offeredTools(state: OwnerState): readonly ToolSpec[] {
  const holder = leaseHolder(state);
  return (holder ? state.executors.get(holder)?.tools : undefined) ?? state.lastTools;
}

/** The page that runs a call; null while none is there. */
export function executorFor(state: OwnerState, toolName: string): ExecutorId | null {
  const holder = leaseHolder(state);
  const tools = holder ? state.executors.get(holder)?.tools : undefined;
  return tools?.some((tool) => tool.name === toolName) ? holder : null;
}

/** Gives the lease to a page that is attached, unless it has it. */
export function lease(draft: Draft, executorId: ExecutorId, cause: LeaseCause): void {
  const { session } = draft.state;
  if (!session.executors.has(executorId) || session.lease?.executorId === executorId) return;
  draft.log({ type: "executor.leased", executorId, epoch: (session.lease?.epoch ?? 0) + 1, cause });
}

/** Where the holder is gone the lease moves to the latest page of its desk; before there was one, to any. */
export function leaseIfFree(draft: Draft): void {
  const { state } = draft;
  if (leaseHolder(state) !== null) return;
  const { executors, lease: last, turn } = state.session;
  const sender = turn.status === "running" ? turn.executorId : null;
  if (!last && sender !== null && executors.has(sender)) return lease(draft, sender, "moved");
  const desk = last?.deskId ?? (sender === null ? undefined : state.desks.get(sender));
  const next = [...executors.values()].findLast(({ deskId }) => desk === undefined || deskId === desk);
  if (next) lease(draft, next.executorId, "moved");
}
