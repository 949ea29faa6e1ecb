import { commandIdsOf } from "./append-shape";
import type { AppendRequest, AppendResult, LogRow, SessionSummary } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";

/** Stands for the item of a delta that names none; it is never done. */
const NO_ITEM = "\u{1}";

/** The fenced append, to be run inside a transaction. It checks everything before it writes anything. */
export function createAppend(db: Db): (request: AppendRequest) => AppendResult {
  const stateOf = prepare<{ no: number; epoch: number; head: number }>(
    db,
    "SELECT no, epoch, head FROM session WHERE id = ?",
  );
  const hasCommand = prepare<{ found: 1 }>(
    db,
    "SELECT 1 AS found FROM event WHERE session_no = ? AND command_id = ?",
  );
  const insert = prepare(
    db,
    `INSERT INTO event (session_no, seq, at, type, command_id, item_id, body, secret)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const moveHead = createMoveHead(db);
  const trackOpenItems = createOpenItems(db);

  return (request) => {
    const { lease, after, rows } = request;
    const state = stateOf.get(lease.sessionId);
    if (!state) return { ok: false, reason: "deleted" };
    if (state.epoch !== lease.epoch || state.head !== after) return { ok: false, reason: "stale_owner" };
    const ids = commandIdsOf(request);
    if (new Set(ids).size < ids.length || ids.some((id) => hasCommand.get(state.no, id)))
      return { ok: false, reason: "duplicate_command" };
    for (const row of rows)
      insert.run(state.no, row.seq, row.at, row.type, row.commandId, row.itemId, row.body, row.secret);
    trackOpenItems(state.no, rows);
    moveHead(state.no, after + rows.length, request.summary);
    return { ok: true };
  };
}

function createMoveHead(db: Db): (no: number, head: number, summary: SessionSummary | null) => void {
  const move = prepare(db, "UPDATE session SET head = ? WHERE no = ?");
  const moveAndSummarise = prepare(db, "UPDATE session SET head = ?, title = ?, updated_at = ? WHERE no = ?");
  return (no, head, summary) => {
    if (summary) moveAndSummarise.run(head, summary.title, summary.updatedAt, no);
    else move.run(head, no);
  };
}

function createOpenItems(db: Db): (no: number, rows: readonly LogRow[]) => void {
  const open = prepare(
    db,
    "INSERT INTO open_item (session_no, item_id, first_seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const finish = prepare(db, "DELETE FROM open_item WHERE session_no = ? AND item_id = ?");
  return (no, rows) => {
    let last: string | null = null;
    for (const { type, itemId, seq } of rows) {
      const item = itemId ?? NO_ITEM;
      if (type === "item.delta" && item !== last) {
        open.run(no, item, seq);
        last = item;
      } else if (type === "item.done" && itemId !== null) {
        finish.run(no, item);
        last = null;
      }
    }
  };
}
