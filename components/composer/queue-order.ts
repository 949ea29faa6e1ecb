import type { QueueId } from "../../lib/protocol/ids";
import type { QueuedMessage } from "../../lib/session/state";

export type Direction = "up" | "down";

/** Before which message one step up or down puts it; null is the end, "nowhere" where there is no step. */
export function targetOf(
  queue: readonly QueuedMessage[],
  queueId: QueueId,
  direction: Direction,
): QueueId | null | "nowhere" {
  const at = queue.findIndex((message) => message.queueId === queueId);
  if (at === -1) return "nowhere";
  if (direction === "up") return queue[at - 1]?.queueId ?? "nowhere";
  return at === queue.length - 1 ? "nowhere" : (queue[at + 2]?.queueId ?? null);
}
