import type { BlobStore } from "./port";
import type { Heads } from "./sqlite-heads";
import { prepare } from "./statement";
import type { Db } from "./statement";

export function createSqliteBlobs(db: Db, heads: Heads): BlobStore {
  const find = prepare<{ bytes: ArrayBuffer }>(
    db,
    "SELECT bytes FROM blob WHERE session_no = ? AND hash = ?",
  );
  return {
    get: async (sessionId, hash) => {
      const session = heads.get(sessionId);
      const found = session && find.get(session.no, hash);
      return found ? new Uint8Array(found.bytes) : null;
    },
  };
}
