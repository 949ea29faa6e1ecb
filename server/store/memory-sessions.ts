import type { LogRow, SessionRow, SessionStore } from "./port";

export type MemorySession = {
  row: SessionRow;
  /** `rows[seq - 1]` has that `seq`. */
  rows: LogRow[];
  /** `epochStarts[epoch]` is the head at which that epoch began; epoch 0 is nobody's. */
  epochStarts: number[];
  commandIds: Set<string>;
  doneItems: Set<string>;
};

export function createMemorySessions(sessions: Map<string, MemorySession>): SessionStore {
  return {
    create: async ({ sessionId, principal, at }) => {
      const there = sessions.get(sessionId);
      if (there) return there.row.principal === principal ? "exists" : "taken";
      sessions.set(sessionId, {
        row: { sessionId, principal, title: null, createdAt: at, updatedAt: at },
        rows: [],
        epochStarts: [0],
        commandIds: new Set(),
        doneItems: new Set(),
      });
      return "created";
    },
    get: async (sessionId) => {
      const found = sessions.get(sessionId);
      return found ? { ...found.row } : null;
    },
    list: async (principal, limit) =>
      [...sessions.values()]
        .map(({ row }) => ({ ...row }))
        .filter((row) => row.principal === principal)
        .reverse()
        .sort((left, right) => right.updatedAt - left.updatedAt)
        .slice(0, limit),
  };
}
