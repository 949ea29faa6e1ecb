export type RowWindow = { from: number; to: number; before: number; after: number };

/** Fewer rows than this are simply all drawn. */
const WHOLE = 200;
const OVERSCAN = 12;

type Box = { count: number; scrolled: number; rowHeight: number; height: number };

/** The rows to draw, and the pixels that stand for those above and below. `scrolled` is in rows. */
export function windowOf({ count, scrolled, rowHeight, height }: Box): RowWindow {
  if (count <= WHOLE) return { from: 0, to: count, before: 0, after: 0 };
  const from = Math.max(0, Math.min(scrolled, count) - OVERSCAN);
  const to = Math.min(count, scrolled + Math.ceil(height / rowHeight) + OVERSCAN);
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight };
}
