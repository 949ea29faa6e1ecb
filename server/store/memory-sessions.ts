import type { LogRow, SessionRow, SessionStore } from "./port";

export type MemorySession = {
  row: SessionRow;
  /** `rows[seq - 1]` has that `seq`. */
  rows: LogRow[];
  /** `epochStarts[epoch]` is the head at which that epoch began; epoch 0 is nobody's. */
  epochStarts: number[];
  commandIds: Set<string>;
  doneItems: Set<string>;
  blobs: Map<string, Uint8Array>;
};

type Sessions = Map<string, MemorySession>;

/** `dropShares` forgets the links of a session and who came by them. */
export function createMemorySessions(
  sessions: Sessions,
  dropShares: (sessionId: string) => void,
): SessionStore {
  const erased = new Set<string>();
  return {
    create: async ({ sessionId, principal, at }) => {
      const there = sessions.get(sessionId);
      if (there) return there.row.principal === principal ? "exists" : "taken";
      if (erased.has(sessionId)) return "deleted";
      sessions.set(sessionId, {
        row: { sessionId, principal, title: null, createdAt: at, updatedAt: at, deletesAt: null },
        rows: [],
        epochStarts: [0],
        commandIds: new Set(),
        doneItems: new Set(),
        blobs: new Map(),
      });
      return "created";
    },
    get: async (sessionId) => {
      const found = sessions.get(sessionId);
      return found ? { ...found.row } : null;
    },
    ...createLists(sessions),
    setDeletion: async (sessionId, deletesAt) => {
      const session = sessions.get(sessionId);
      if (session) session.row = { ...session.row, deletesAt };
      return session !== undefined;
    },
    erase: async (sessionId, at) => {
      if (!isDue(sessions.get(sessionId)?.row, at)) return false;
      sessions.delete(sessionId);
      dropShares(sessionId);
      erased.add(sessionId);
      return true;
    },
    isErased: async (sessionId) => erased.has(sessionId),
  };
}

const isDue = (row: SessionRow | undefined, at: number): boolean =>
  row !== undefined && row.deletesAt !== null && row.deletesAt <= at;

const byDeletion = (left: SessionRow, right: SessionRow): number =>
  (left.deletesAt ?? 0) - (right.deletesAt ?? 0);

function createLists(sessions: Sessions): Pick<SessionStore, "list" | "leaving" | "due" | "unused"> {
  const rows = (): SessionRow[] => [...sessions.values()].map(({ row }) => ({ ...row }));
  return {
    list: async (principal, limit) =>
      rows()
        .filter((row) => row.principal === principal && row.deletesAt === null)
        .reverse()
        .sort((left, right) => right.updatedAt - left.updatedAt)
        .slice(0, limit),
    leaving: async (principal, limit) =>
      rows()
        .filter((row) => row.principal === principal && row.deletesAt !== null)
        .sort(byDeletion)
        .slice(0, limit),
    due: async (at, limit) =>
      rows()
        .filter((row) => isDue(row, at))
        .sort(byDeletion)
        .slice(0, limit)
        .map(({ sessionId }) => sessionId),
    unused: async (before, limit) =>
      rows()
        .filter((row) => row.deletesAt === null && row.updatedAt < before)
        .sort((left, right) => left.updatedAt - right.updatedAt)
        .slice(0, limit)
        .map(({ sessionId }) => sessionId),
  };
}
