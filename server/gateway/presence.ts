import { createTopics } from "../../lib/util/topics";

/** Who watches which session on this node, and which page sockets run tools. Never in the log. */
export type Presence = {
  enter(sessionId: string): void;
  leave(sessionId: string): void;
  count(sessionId: string): number;
  /** Viewers of all sessions. */
  total(): number;
  onChange(sessionId: string, listener: (count: number) => void): () => void;
  /** A socket speaks for an executor; the undo says whether it was the last one. */
  holdExecutor(sessionId: string, executorId: string): () => boolean;
  /** Executors of the session for which a socket speaks. */
  executors(sessionId: string): readonly string[];
};

export function createPresence(): Presence {
  const counts = new Map<string, number>();
  const changes = createTopics<number>();
  const executors = new Map<string, Map<string, number>>();

  const change = (sessionId: string, by: number): void => {
    const count = (counts.get(sessionId) ?? 0) + by;
    if (count > 0) counts.set(sessionId, count);
    else counts.delete(sessionId);
    changes.publish(sessionId, count);
  };

  return {
    enter: (sessionId) => change(sessionId, 1),
    leave: (sessionId) => change(sessionId, -1),
    count: (sessionId) => counts.get(sessionId) ?? 0,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    onChange: changes.subscribe,
    holdExecutor: (sessionId, executorId) => {
      const held = executors.get(sessionId) ?? new Map<string, number>();
      executors.set(sessionId, held.set(executorId, (held.get(executorId) ?? 0) + 1));
      return () => {
        const left = (held.get(executorId) ?? 1) - 1;
        if (left > 0) held.set(executorId, left);
        else held.delete(executorId);
        if (held.size === 0 && executors.get(sessionId) === held) executors.delete(sessionId);
        return left <= 0;
      };
    },
    executors: (sessionId) => [...(executors.get(sessionId)?.keys() ?? [])],
  };
}
