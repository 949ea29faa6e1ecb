import type { LogPage, LogRow } from "./port";

const CHUNK = 100;

export type PageQuery = {
  after: number;
  limit: number;
  maxBytes: number;
  head: number;
  epoch: number;
  /** At most `count` rows with `seq > after`, oldest first; fewer only when there are no more. */
  next: (after: number, count: number) => LogRow[];
};

/** Fills one page from chunks, so that a small byte limit never loads a long log. */
export function fillPage({ after, limit, maxBytes, head, epoch, next }: PageQuery): LogPage {
  const rows: LogRow[] = [];
  let bytes = 0;
  let upTo = after;
  const page = (last: number): LogPage => ({ rows, upTo: last, head, epoch });
  for (;;) {
    const want = Math.min(CHUNK, Math.max(1, limit) - rows.length);
    if (want <= 0) return page(upTo);
    const chunk = next(upTo, want);
    for (const row of chunk) {
      bytes += Buffer.byteLength(row.body);
      if (rows.length > 0 && bytes > maxBytes) return page(upTo);
      rows.push(row);
      upTo = row.seq;
    }
    if (chunk.length < want) return page(Math.max(after, head));
  }
}
