import type { SessionRow, SessionStore } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit } from "./writer";

const COLUMNS = "id AS sessionId, principal, title, created_at AS createdAt, updated_at AS updatedAt";

export function createSqliteSessions(db: Db, commit: Commit): SessionStore {
  const byId = prepare<SessionRow>(db, `SELECT ${COLUMNS} FROM session WHERE id = ?`);
  const byPrincipal = prepare<SessionRow>(
    db,
    `SELECT ${COLUMNS} FROM session WHERE principal = ? ORDER BY updated_at DESC, no DESC LIMIT ?`,
  );
  const insert = prepare(
    db,
    "INSERT INTO session (id, principal, created_at, updated_at) VALUES (?, ?, ?, ?)",
  );
  return {
    create: ({ sessionId, principal, at }) =>
      commit(() => {
        const there = byId.get(sessionId);
        if (there) return there.principal === principal ? "exists" : "taken";
        insert.run(sessionId, principal, at, at);
        return "created";
      }),
    get: async (sessionId) => {
      const found = byId.get(sessionId);
      return found ? rowOf(found) : null;
    },
    list: async (principal, limit) => byPrincipal.all(principal, limit).map(rowOf),
  };
}

/** The driver adds a field of its own to a single row. */
const rowOf = ({ sessionId, principal, title, createdAt, updatedAt }: SessionRow): SessionRow => ({
  sessionId,
  principal,
  title,
  createdAt,
  updatedAt,
});
