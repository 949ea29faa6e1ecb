import type { EventOf, EventType, Stamp } from "../protocol/event";
import type { QueueId } from "../protocol/ids";
import { queueIdAt } from "./ids";
import type { QueuedMessage, SessionState } from "./state";

type Logged<T extends EventType> = EventOf<T> & Stamp;
type Queue = readonly QueuedMessage[];

/** With nothing in it, a queue has nothing to hold back. */
export const withQueue = (state: SessionState, queue: Queue): SessionState => ({
  ...state,
  queue,
  queueStatus: queue.length === 0 ? "open" : state.queueStatus,
});

export function turnQueued(state: SessionState, event: Logged<"turn.queued">): SessionState {
  const { text, at, executorId, attachments = [], workspace = null } = event;
  const queueId = queueIdAt(event.seq);
  const message = { queueId, text, at, executorId, attachments, workspace, returned: null };
  return withQueue(state, [...state.queue, message]);
}

export function queueChanged(state: SessionState, event: Logged<"queue.changed">): SessionState {
  if ("removed" in event) return withQueue(state, without(state.queue, event.removed));
  if ("edited" in event) return withQueue(state, edited(state.queue, event.edited, event.text));
  if ("moved" in event) return withQueue(state, moved(state.queue, event.moved, event.before));
  return { ...state, queueStatus: "open" };
}

export const without = (queue: Queue, queueId: QueueId | null): Queue =>
  queue.filter((message) => message.queueId !== queueId);

const edited = (queue: Queue, queueId: QueueId, text: string): Queue =>
  queue.map((message) => (message.queueId === queueId ? { ...message, text } : message));

function moved(queue: Queue, queueId: QueueId, before: QueueId | null): Queue {
  const message = queue.find((candidate) => candidate.queueId === queueId);
  if (!message || queueId === before) return queue;
  const rest = without(queue, queueId);
  const found = rest.findIndex((candidate) => candidate.queueId === before);
  const at = found === -1 ? rest.length : found;
  return [...rest.slice(0, at), message, ...rest.slice(at)];
}
