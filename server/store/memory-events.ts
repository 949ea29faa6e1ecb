import { assertContiguous, commandIdsOf } from "./append-shape";
import type { MemorySession } from "./memory-sessions";
import { fillPage } from "./page";
import type { AppendRequest, AppendResult, EventStore, LogRow } from "./port";

export function createMemoryEvents(sessions: Map<string, MemorySession>): EventStore {
  return {
    acquire: async (sessionId) => {
      const session = sessions.get(sessionId);
      if (!session) return null;
      session.epochStarts.push(session.rows.length);
      return { sessionId, epoch: epochOf(session) };
    },
    append: async (request) => {
      assertContiguous(request);
      const session = sessions.get(request.lease.sessionId);
      const result = session ? append(session, request) : DELETED;
      if (result.ok) request.onCommitted?.();
      return result;
    },
    read: async (sessionId, { after, limit, maxBytes = Infinity }) => {
      const session = sessions.get(sessionId);
      if (!session) return { rows: [], upTo: after, head: 0, epoch: 0 };
      const head = session.rows.length;
      const next = chunksOf(session);
      return fillPage({ after, limit, maxBytes, head, epoch: epochOf(session), next });
    },
    isValidCursor: async (sessionId, { epoch, seq }) => {
      if (epoch === 0 && seq === 0) return true;
      const session = sessions.get(sessionId);
      if (!session || epoch > epochOf(session)) return false;
      return seq <= (session.epochStarts[epoch + 1] ?? session.rows.length);
    },
    head: async (sessionId) => {
      const session = sessions.get(sessionId);
      return session ? { seq: session.rows.length, epoch: epochOf(session) } : null;
    },
  };
}

const epochOf = (session: MemorySession): number => session.epochStarts.length - 1;

const DELETED: AppendResult = { ok: false, reason: "deleted" };

function append(session: MemorySession, request: AppendRequest): AppendResult {
  const { lease, after, rows, blobs = [], summary } = request;
  if (lease.epoch !== epochOf(session) || after !== session.rows.length)
    return { ok: false, reason: "stale_owner" };
  const ids = commandIdsOf(request);
  if (new Set(ids).size < ids.length || ids.some((id) => session.commandIds.has(id)))
    return { ok: false, reason: "duplicate_command" };
  for (const id of ids) session.commandIds.add(id);
  for (const row of rows) {
    session.rows.push({ ...row });
    if (row.type === "item.done" && row.itemId !== null) session.doneItems.add(row.itemId);
  }
  for (const { hash, bytes } of blobs) session.blobs.set(hash, bytes);
  if (summary) session.row = { ...session.row, ...summary };
  return { ok: true };
}

function chunksOf({ rows, doneItems }: MemorySession) {
  const isLeftOut = (row: LogRow): boolean =>
    row.type === "item.delta" && row.itemId !== null && doneItems.has(row.itemId);
  return (after: number, count: number): LogRow[] => {
    const chunk: LogRow[] = [];
    for (let seq = after + 1; seq <= rows.length && chunk.length < count; seq += 1) {
      const row = rows[seq - 1];
      if (row && !isLeftOut(row)) chunk.push({ ...row });
    }
    return chunk;
  };
}
