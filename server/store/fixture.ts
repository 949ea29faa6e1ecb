import type { AppendResult, Lease, LogRow, Store } from "./port";

/** A row as tests need it; what a test does not name is plain text of the model. */
export function row(seq: number, fields: Partial<LogRow> = {}): LogRow {
  return {
    seq,
    at: 1_700_000_000_000 + seq,
    type: "item.delta",
    commandId: null,
    itemId: null,
    body: `{"seq":${seq}}`,
    secret: null,
    ...fields,
  };
}

/** `count` rows that continue `after`. */
export const rowsAfter = (after: number, count: number, fields: Partial<LogRow> = {}): LogRow[] =>
  Array.from({ length: count }, (_, index) => row(after + 1 + index, fields));

export async function ownedSession(store: Store, sessionId: string, principal = "ann"): Promise<Lease> {
  await store.sessions.create({ sessionId, principal, at: 1 });
  const lease = await store.events.acquire(sessionId);
  if (!lease) throw new Error(`no lease on ${sessionId}`);
  return lease;
}

export function append(
  store: Store,
  lease: Lease,
  rows: readonly LogRow[],
  sync = false,
): Promise<AppendResult> {
  const after = (rows[0]?.seq ?? 1) - 1;
  return store.events.append({ lease, after, rows, summary: null, sync });
}
