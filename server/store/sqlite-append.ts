import { commandIdsOf } from "./append-shape";
import type { AppendRequest, AppendResult, LogRow, SessionSummary } from "./port";
import { SESSION_STATE } from "./schema";
import { prepare } from "./statement";
import type { Db } from "./statement";

/** Stands for the item of a delta that names none; it is never done. */
const NO_ITEM = "\u{1}";
const MAX_KNOWN = 10_000;

export interface SqliteAppend {
  /** The fenced append, to be run inside a transaction. It checks everything before it writes anything. */
  append(request: AppendRequest): AppendResult;
  /** To be called when the session gets a new epoch. */
  forget(sessionId: string): void;
  /** To be called when a transaction with appends in it was undone. */
  rolledBack(): void;
}

export function createAppend(db: Db): SqliteAppend {
  const heads = createHeads(db);
  const hasCommand = prepare<{ found: 1 }>(
    db,
    "SELECT 1 AS found FROM event WHERE session_no = ? AND command_id = ?",
  );
  const insert = prepare(
    db,
    `INSERT INTO event (session_no, seq, at, type, command_id, item_id, body, secret)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const summarise = createSummarise(db);
  const openItems = createOpenItems(db);

  const append = (request: AppendRequest): AppendResult => {
    const { lease, after, rows } = request;
    const state = heads.get(lease.sessionId);
    if (!state) return { ok: false, reason: "deleted" };
    if (state.epoch !== lease.epoch || state.head !== after) return { ok: false, reason: "stale_owner" };
    const ids = commandIdsOf(request);
    if (new Set(ids).size < ids.length || ids.some((id) => hasCommand.get(state.no, id)))
      return { ok: false, reason: "duplicate_command" };
    for (const row of rows)
      insert.run(state.no, row.seq, row.at, row.type, row.commandId, row.itemId, row.body, row.secret);
    openItems.track(state.no, rows);
    if (request.summary) summarise(state.no, request.summary);
    heads.moved(lease.sessionId, { ...state, head: after + rows.length });
    return { ok: true };
  };
  const rolledBack = (): void => {
    heads.forgetAll();
    openItems.forget();
  };
  return { append, forget: heads.forget, rolledBack };
}

type Head = { no: number; epoch: number; head: number };

/** No other process writes to the file, so what was written last is what stands there. */
function createHeads(db: Db) {
  const stateOf = prepare<Head>(db, SESSION_STATE);
  const known = new Map<string, Head>();
  return {
    get: (sessionId: string): Head | undefined => known.get(sessionId) ?? stateOf.get(sessionId),
    moved: (sessionId: string, head: Head): void => {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(sessionId, head);
    },
    forget: (sessionId: string): void => void known.delete(sessionId),
    forgetAll: (): void => known.clear(),
  };
}

function createSummarise(db: Db): (no: number, summary: SessionSummary) => void {
  const update = prepare(db, "UPDATE session SET title = ?, updated_at = ? WHERE no = ?");
  return (no, { title, updatedAt }) => void update.run(title, updatedAt, no);
}

/** Remembers what it wrote to `open_item`, so that only the first delta of an item costs a statement. */
function createOpenItems(db: Db): { track(no: number, rows: readonly LogRow[]): void; forget(): void } {
  const open = prepare(
    db,
    "INSERT INTO open_item (session_no, item_id, first_seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const finish = prepare(db, "DELETE FROM open_item WHERE session_no = ? AND item_id = ?");
  const known = new Set<string>();
  const trackOne = (no: number, { type, itemId, seq }: LogRow): void => {
    if (type !== "item.delta" && type !== "item.done") return;
    const item = itemId ?? NO_ITEM;
    const key = `${no}/${item}`;
    if (type === "item.done") {
      finish.run(no, item);
      known.delete(key);
    } else if (!known.has(key)) {
      open.run(no, item, seq);
      if (known.size >= MAX_KNOWN) known.clear();
      known.add(key);
    }
  };
  return {
    track: (no, rows) => {
      for (const row of rows) trackOne(no, row);
    },
    forget: () => known.clear(),
  };
}
