import type { Role } from "../../lib/protocol/role";
import type { ShareRow, ShareStore } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit } from "./writer";

const COLUMNS = `id AS shareId, session_id AS sessionId, secret_hash AS secretHash, role,
  created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt, last_used_at AS lastUsedAt`;

export function createSqliteShares(db: Db, commit: Commit): ShareStore {
  const byId = prepare<ShareRow>(db, `SELECT ${COLUMNS} FROM share WHERE id = ?`);
  const bySession = prepare<ShareRow>(
    db,
    `SELECT ${COLUMNS} FROM share WHERE session_id = ? ORDER BY created_at, id`,
  );
  const insert = prepare(
    db,
    `INSERT INTO share (id, session_id, secret_hash, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const revoke = prepare(db, "UPDATE share SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");
  return {
    create: (share) =>
      commit(() => {
        const { shareId, sessionId, secretHash, role, createdAt, expiresAt } = share;
        insert.run(shareId, sessionId, secretHash, role, createdAt, expiresAt);
      }),
    get: async (shareId) => {
      const found = byId.get(shareId);
      return found ? rowOf(found) : null;
    },
    list: async (sessionId) => bySession.all(sessionId).map(rowOf),
    grant: createGrant(db, commit),
    revoke: (shareId, at) => commit(() => revoke.run(at, shareId)),
    roleOf: createRoleOf(db),
  };
}

function createGrant(db: Db, commit: Commit): ShareStore["grant"] {
  const use = prepare(db, "UPDATE share SET last_used_at = ? WHERE id = ?");
  const grant = prepare(
    db,
    `INSERT INTO share_grant (principal, share_id, granted_at)
     SELECT ?, id, ? FROM share WHERE id = ? ON CONFLICT DO NOTHING`,
  );
  return ({ shareId, principal, at }) =>
    commit(() => {
      use.run(at, shareId);
      grant.run(principal, at, shareId);
    });
}

function createRoleOf(db: Db): ShareStore["roleOf"] {
  const owned = prepare<{ found: 1 }>(db, "SELECT 1 AS found FROM session WHERE id = ? AND principal = ?");
  const granted = prepare<{ role: Role }>(
    db,
    `SELECT share.role AS role FROM share_grant JOIN share ON share.id = share_grant.share_id
     WHERE share_grant.principal = ? AND share.session_id = ?
       AND share.revoked_at IS NULL AND share.expires_at > ?
     LIMIT 1`,
  );
  return async ({ principal, sessionId, at }) =>
    owned.get(sessionId, principal) ? "owner" : (granted.get(principal, sessionId, at)?.role ?? null);
}

/** The driver adds a field of its own to a single row. */
function rowOf(row: ShareRow): ShareRow {
  const { shareId, sessionId, secretHash, role, createdAt, expiresAt, revokedAt, lastUsedAt } = row;
  return { shareId, sessionId, secretHash, role, createdAt, expiresAt, revokedAt, lastUsedAt };
}
