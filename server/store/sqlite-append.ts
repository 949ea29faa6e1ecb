import { commandIdsOf } from "./append-shape";
import type { AppendRequest, AppendResult, LogRow, SessionSummary } from "./port";
import { isText, type Deltas } from "./sqlite-deltas";
import type { Heads } from "./sqlite-heads";
import { prepare } from "./statement";
import type { Db } from "./statement";

export interface SqliteAppend {
  /** The fenced append, to be run inside a transaction. It checks everything before it writes anything. */
  append(request: AppendRequest): AppendResult;
  /** To be called at the end of a transaction with appends in it, and when it was undone. */
  flush(): void;
  rolledBack(): void;
}

export function createAppend(db: Db, heads: Heads, deltas: Deltas): SqliteAppend {
  const hasCommand = prepare<{ found: 1 }>(
    db,
    "SELECT 1 AS found FROM event WHERE session_no = ? AND command_id = ?",
  );
  const insert = prepare(
    db,
    `INSERT INTO event (session_no, seq, at, type, command_id, item_id, body, secret)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const keep = prepare(db, "INSERT OR IGNORE INTO blob (session_no, hash, bytes) VALUES (?, ?, ?)");
  const summarise = createSummarise(db);

  const write = (no: number, row: LogRow): void => {
    if (isText(row)) return deltas.add(no, row);
    insert.run(no, row.seq, row.at, row.type, row.commandId, row.itemId, row.body, row.secret);
    if (row.type === "item.done" && row.itemId !== null) deltas.finishItem(no, row.itemId);
    if (row.type === "turn.finished") deltas.finishTurn(no);
  };

  const append = (request: AppendRequest): AppendResult => {
    const { lease, after, rows, blobs = [] } = request;
    const state = heads.get(lease.sessionId);
    if (!state) return { ok: false, reason: "deleted" };
    if (state.epoch !== lease.epoch || state.head !== after) return { ok: false, reason: "stale_owner" };
    const ids = commandIdsOf(request);
    if (new Set(ids).size < ids.length || ids.some((id) => hasCommand.get(state.no, id)))
      return { ok: false, reason: "duplicate_command" };
    for (const row of rows) write(state.no, row);
    for (const { hash, bytes } of blobs) keep.run(state.no, hash, bytes);
    if (request.summary) summarise(state.no, request.summary);
    heads.moved(lease.sessionId, { ...state, head: after + rows.length });
    return { ok: true };
  };
  const rolledBack = (): void => {
    heads.forgetAll();
    deltas.rolledBack();
  };
  return { append, flush: deltas.flush, rolledBack };
}

function createSummarise(db: Db): (no: number, summary: SessionSummary) => void {
  const update = prepare(db, "UPDATE session SET title = ?, updated_at = ? WHERE no = ?");
  return (no, { title, updatedAt }) => void update.run(title, updatedAt, no);
}
