import type { SessionStore } from "./port";
import type { Deltas } from "./sqlite-deltas";
import type { Heads } from "./sqlite-heads";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit } from "./writer";

type EraseDependencies = {
  commit: Commit;
  heads: Heads;
  deltas: Deltas;
  /** Brings what was written into the database and empties the write-ahead log, which still has the old pages. */
  emptyLog: () => void;
};

/** Takes a session out of every table. Freed pages are zeroed (`secure_delete`) and used again. */
export function createSqliteErase(
  db: Db,
  { commit, heads, deltas, emptyLog }: EraseDependencies,
): Pick<SessionStore, "erase" | "isErased"> {
  const due = prepare<{ no: number }>(db, "SELECT no FROM session WHERE id = ? AND deletes_at <= ?");
  const bury = prepare(db, "INSERT INTO tombstone (id, erased_at) VALUES (?, ?)");
  const tombstone = prepare(db, "SELECT 1 FROM tombstone WHERE id = ?");
  const ofNumber = [
    "event WHERE session_no",
    "blob WHERE session_no",
    "epoch WHERE session_no",
    "session WHERE no",
  ].map((place) => prepare(db, `DELETE FROM ${place} = ?`));
  const grants = prepare(
    db,
    "DELETE FROM share_grant WHERE share_id IN (SELECT id FROM share WHERE session_id = ?)",
  );
  const shares = prepare(db, "DELETE FROM share WHERE session_id = ?");

  const eraseNow = (sessionId: string, at: number): boolean => {
    const found = due.get(sessionId, at);
    if (!found) return false;
    heads.forget(sessionId);
    deltas.erase(found.no);
    grants.run(sessionId);
    shares.run(sessionId);
    for (const remove of ofNumber) remove.run(found.no);
    bury.run(sessionId, at);
    return true;
  };
  return {
    erase: async (sessionId, at) => {
      const erased = await commit(() => eraseNow(sessionId, at));
      if (erased) emptyLog();
      return erased;
    },
    isErased: async (sessionId) => tombstone.get(sessionId) !== undefined,
  };
}
