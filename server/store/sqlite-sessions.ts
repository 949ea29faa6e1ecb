import type { SessionRow, SessionStore } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit } from "./writer";

const COLUMNS = `id AS sessionId, principal, title, created_at AS createdAt, updated_at AS updatedAt,
  deletes_at AS deletesAt`;

type SessionRows = Omit<SessionStore, "erase" | "isErased">;

export function createSqliteSessions(db: Db, commit: Commit): SessionRows {
  const byId = prepare<SessionRow>(db, `SELECT ${COLUMNS} FROM session WHERE id = ?`);
  const setDeletion = prepare(db, "UPDATE session SET deletes_at = ? WHERE id = ?");
  return {
    create: createCreate(db, commit, byId.get),
    get: async (sessionId) => {
      const found = byId.get(sessionId);
      return found ? rowOf(found) : null;
    },
    setDeletion: (sessionId, deletesAt) =>
      commit(() => {
        setDeletion.run(deletesAt, sessionId);
        return byId.get(sessionId) !== undefined;
      }),
    ...createLists(db),
  };
}

function createCreate(
  db: Db,
  commit: Commit,
  byId: (sessionId: string) => SessionRow | undefined,
): SessionStore["create"] {
  const tombstone = prepare(db, "SELECT 1 FROM tombstone WHERE id = ?");
  const insert = prepare(
    db,
    "INSERT INTO session (id, principal, created_at, updated_at) VALUES (?, ?, ?, ?)",
  );
  return ({ sessionId, principal, at }) =>
    commit(() => {
      const there = byId(sessionId);
      if (there) return there.principal === principal ? "exists" : "taken";
      if (tombstone.get(sessionId)) return "deleted";
      insert.run(sessionId, principal, at, at);
      return "created";
    });
}

function createLists(db: Db): Pick<SessionStore, "list" | "leaving" | "due" | "unused"> {
  const byPrincipal = prepare<SessionRow>(
    db,
    `SELECT ${COLUMNS} FROM session WHERE principal = ? AND deletes_at IS NULL
     ORDER BY updated_at DESC, no DESC LIMIT ?`,
  );
  const leaving = prepare<SessionRow>(
    db,
    `SELECT ${COLUMNS} FROM session WHERE principal = ? AND deletes_at IS NOT NULL ORDER BY deletes_at LIMIT ?`,
  );
  const due = prepare<{ id: string }>(
    db,
    "SELECT id FROM session WHERE deletes_at <= ? ORDER BY deletes_at LIMIT ?",
  );
  const unused = prepare<{ id: string }>(
    db,
    "SELECT id FROM session WHERE updated_at < ? AND deletes_at IS NULL ORDER BY updated_at LIMIT ?",
  );
  return {
    list: async (principal, limit) => byPrincipal.all(principal, limit).map(rowOf),
    leaving: async (principal, limit) => leaving.all(principal, limit).map(rowOf),
    due: async (at, limit) => due.all(at, limit).map(({ id }) => id),
    unused: async (before, limit) => unused.all(before, limit).map(({ id }) => id),
  };
}

/** The driver adds a field of its own to a single row. */
const rowOf = ({ sessionId, principal, title, createdAt, updatedAt, deletesAt }: SessionRow): SessionRow => ({
  ...{ sessionId, principal, title },
  ...{ createdAt, updatedAt, deletesAt },
});
