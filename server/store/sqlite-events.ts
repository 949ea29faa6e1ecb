import type { Cursor } from "../../lib/protocol/cursor";
import { assertContiguous } from "./append-shape";
import { fillPage } from "./page";
import type { AppendResult, EventStore, Lease, LogPage, LogRow } from "./port";
import type { SqliteAppend } from "./sqlite-append";
import type { Deltas } from "./sqlite-deltas";
import type { Head, Heads } from "./sqlite-heads";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit, Writer } from "./writer";

type ReadOptions = Parameters<EventStore["read"]>[1];

const COLUMNS = "seq, at, type, command_id AS commandId, item_id AS itemId, body, secret";

type EventDependencies = {
  writer: Writer;
  commit: Commit;
  appends: SqliteAppend;
  heads: Heads;
  deltas: Deltas;
  now: () => number;
};

/** Log, leases and cursors on SQLite. Reads never wait: they run between commits on the one connection. */
export function createSqliteEvents(db: Db, deps: EventDependencies): EventStore {
  const { writer, commit, appends, heads, deltas, now } = deps;
  const takeOver = createTakeOver(db, now);
  const read = createRead(db, deltas);
  const isValid = createCursorCheck(db);

  return {
    acquire: (sessionId) =>
      commit((): Lease | null => {
        const state = heads.get(sessionId);
        heads.forget(sessionId);
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
    read: async (sessionId, options) => read(heads.get(sessionId), options),
    isValidCursor: async (sessionId, cursor) => isValid(heads.get(sessionId), cursor),
    head: async (sessionId) => {
      const state = heads.get(sessionId);
      return state ? { seq: state.head, epoch: state.epoch } : null;
    },
  };
}

/** The new epoch is synced by the caller: one that a power cut took back could be given out twice. */
function createTakeOver(db: Db, now: () => number): (state: Head) => number {
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

function createRead(db: Db, deltas: Deltas): (state: Head | undefined, options: ReadOptions) => LogPage {
  const settled = prepare<LogRow>(
    db,
    `SELECT ${COLUMNS} FROM event WHERE session_no = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  return (state, { after, limit, maxBytes = Infinity }) => {
    if (!state) return { rows: [], upTo: after, head: 0, epoch: 0 };
    const next = (from: number, count: number): LogRow[] => {
      const rows = settled.all(state.no, from, count);
      const text = deltas.read(state.no, from, count);
      return text.length === 0 ? rows : mergeBySeq(rows, text).slice(0, count);
    };
    return fillPage({ after, limit, maxBytes, head: state.head, epoch: state.epoch, next });
  };
}

const mergeBySeq = (a: readonly LogRow[], b: readonly LogRow[]): LogRow[] =>
  [...a, ...b].sort((left, right) => left.seq - right.seq);

function createCursorCheck(db: Db): (state: Head | undefined, cursor: Cursor) => boolean {
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
