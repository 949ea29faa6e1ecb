import type { Deltas } from "./sqlite-deltas";
import { prepare } from "./statement";
import type { Db } from "./statement";

const MAX_KNOWN = 10_000;

/** Where a session stands. Its head is its last event: a column for it would cost an update for each append. */
export type Head = { no: number; epoch: number; head: number };

export interface Heads {
  get(sessionId: string): Head | undefined;
  moved(sessionId: string, head: Head): void;
  /** To be called when the session gets a new epoch. */
  forget(sessionId: string): void;
  forgetAll(): void;
}

/** No other process writes to the file, so what was written last is what stands there. */
export function createHeads(db: Db, deltas: Deltas): Heads {
  const stateOf = prepare<Head>(
    db,
    `SELECT no, epoch, coalesce((SELECT max(seq) FROM event WHERE session_no = session.no), 0) AS head
     FROM session WHERE id = ?`,
  );
  const known = new Map<string, Head>();
  const stored = (sessionId: string): Head | undefined => {
    const found = stateOf.get(sessionId);
    if (!found) return undefined;
    return { no: found.no, epoch: found.epoch, head: Math.max(found.head, deltas.head(found.no)) };
  };
  return {
    get: (sessionId) => known.get(sessionId) ?? stored(sessionId),
    moved: (sessionId, head) => {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(sessionId, head);
    },
    forget: (sessionId) => void known.delete(sessionId),
    forgetAll: () => known.clear(),
  };
}
