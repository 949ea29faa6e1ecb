import type { Cursor } from "../../lib/protocol/cursor";
import { assertContiguous } from "./append-shape";
import { fillPage } from "./page";
import type { AppendResult, EventStore, Lease, LogPage, LogRow } from "./port";
import type { SqliteAppend } from "./sqlite-append";
import { SESSION_STATE } from "./schema";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit, Writer } from "./writer";

type SessionState = { no: number; epoch: number; head: number };
type ReadOptions = Parameters<EventStore["read"]>[1];

const COLUMNS = "seq, at, type, command_id AS commandId, item_id AS itemId, body, secret";

type EventDependencies = {
  writer: Writer;
  commit: Commit;
  appends: SqliteAppend;
  now: () => number;
};

/** Log, leases and cursors on SQLite. Reads never wait: they run between commits on the one connection. */
export function createSqliteEvents(db: Db, { writer, commit, appends, now }: EventDependencies): EventStore {
  const stateOf = prepare<SessionState>(db, SESSION_STATE);
  const takeOver = createTakeOver(db, now);
  const read = createRead(db);
  const isValid = createCursorCheck(db);

  return {
    acquire: (sessionId) =>
      commit((): Lease | null => {
        const state = stateOf.get(sessionId);
        appends.forget(sessionId);
        return state ? { sessionId, epoch: takeOver(state) } : null;
      }),
    append: async (request): Promise<AppendResult> => {
      assertContiguous(request);
      const written = await writer.write({
        work: () => appends.append(request),
        weight: request.rows.length,
        sync: request.sync,
        onCommitted: (result) => {
          if (result.ok) request.onCommitted?.();
        },
      });
      return written.ok ? written.value : written;
    },
    read: async (sessionId, options) => read(stateOf.get(sessionId), options),
    isValidCursor: async (sessionId, cursor) => isValid(stateOf.get(sessionId), cursor),
    head: async (sessionId) => {
      const state = stateOf.get(sessionId);
      return state ? { seq: state.head, epoch: state.epoch } : null;
    },
  };
}

/** The new epoch is synced by the caller: one that a power cut took back could be given out twice. */
function createTakeOver(db: Db, now: () => number): (state: SessionState) => number {
  const raise = prepare(db, "UPDATE session SET epoch = ? WHERE no = ?");
  const remember = prepare(
    db,
    "INSERT INTO epoch (session_no, epoch, start_seq, started_at) VALUES (?, ?, ?, ?)",
  );
  return ({ no, epoch, head }) => {
    raise.run(epoch + 1, no);
    remember.run(no, epoch + 1, head, now());
    return epoch + 1;
  };
}

function createRead(db: Db): (state: SessionState | undefined, options: ReadOptions) => LogPage {
  const all = prepare<LogRow>(
    db,
    `SELECT ${COLUMNS} FROM event WHERE session_no = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const kept = prepare<LogRow>(
    db,
    `SELECT ${COLUMNS} FROM event INDEXED BY event_kept
     WHERE session_no = ? AND seq > ? AND type <> 'item.delta' ORDER BY seq LIMIT ?`,
  );
  const openDeltas = prepare<LogRow>(
    db,
    `SELECT ${COLUMNS} FROM event
     WHERE session_no = ? AND seq > ? AND type = 'item.delta' AND NOT EXISTS (
       SELECT 1 FROM event AS done
       WHERE done.session_no = event.session_no AND done.item_id = event.item_id AND done.type = 'item.done')
     ORDER BY seq LIMIT ?`,
  );
  const firstOpen = prepare<{ seq: number | null }>(
    db,
    "SELECT min(first_seq) AS seq FROM open_item WHERE session_no = ?",
  );

  const compactChunk =
    ({ no, head }: SessionState) =>
    (after: number, count: number): LogRow[] => {
      const rows = kept.all(no, after, count);
      const first = firstOpen.get(no)?.seq ?? head + 1;
      const deltas = openDeltas.all(no, Math.max(after, first - 1), count);
      return deltas.length === 0 ? rows : mergeBySeq(rows, deltas).slice(0, count);
    };
  return (state, { after, limit, maxBytes = Infinity, compact = false }) => {
    if (!state) return { rows: [], upTo: after, head: 0, epoch: 0 };
    const next = compact
      ? compactChunk(state)
      : (from: number, count: number) => all.all(state.no, from, count);
    return fillPage({ after, limit, maxBytes, head: state.head, epoch: state.epoch, next });
  };
}

const mergeBySeq = (a: readonly LogRow[], b: readonly LogRow[]): LogRow[] =>
  [...a, ...b].sort((left, right) => left.seq - right.seq);

function createCursorCheck(db: Db): (state: SessionState | undefined, cursor: Cursor) => boolean {
  const nextStart = prepare<{ startSeq: number }>(
    db,
    `SELECT start_seq AS startSeq FROM epoch
     WHERE session_no = ? AND epoch > ? ORDER BY epoch LIMIT 1`,
  );
  return (state, { epoch, seq }) => {
    if (epoch === 0 && seq === 0) return true;
    if (!state || epoch > state.epoch) return false;
    if (epoch === state.epoch) return seq <= state.head;
    return seq <= (nextStart.get(state.no, epoch)?.startSeq ?? 0);
  };
}
