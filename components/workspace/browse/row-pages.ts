import type { Cell } from "../../../lib/desk/types";

export type Row = readonly Cell[];

/** Rows of one page. A wide table has the same number: cells off the screen are not drawn. */
export const PAGE_ROWS = 200;
const MAX_PAGES = 40;

/** Pages of a table that have been read, the latest used last; the oldest go. */
export type Pages = ReadonlyMap<number, readonly Row[]>;

export const pageOf = (index: number): number => Math.floor(index / PAGE_ROWS);

/** The pages that hold the rows from `from` to before `to` and are not there. */
export function missingPages(pages: Pages, from: number, to: number): number[] {
  const missing: number[] = [];
  for (let page = pageOf(from); page * PAGE_ROWS < to; page += 1) if (!pages.has(page)) missing.push(page);
  return missing;
}

export function withPage(pages: Pages, page: number, rows: readonly Row[]): Pages {
  const next = new Map(pages);
  next.delete(page);
  next.set(page, rows);
  for (const oldest of next.keys()) {
    if (next.size <= MAX_PAGES) break;
    next.delete(oldest);
  }
  return next;
}

/** Undefined: not read yet. */
export const rowAt = (pages: Pages, index: number): Row | undefined =>
  pages.get(pageOf(index))?.[index % PAGE_ROWS];

/** Pixels of scrolling that a browser can hold for certain; a longer table scrolls faster than its rows are high. */
const MAX_HEIGHT = 8_000_000;

type Scroll = { count: number; rowHeight: number; viewHeight: number };

export const scrollHeight = ({ count, rowHeight, viewHeight }: Scroll): number =>
  Math.max(viewHeight, Math.min(MAX_HEIGHT, count * rowHeight));

/** The first row to draw at a place of the scroll bar. */
export function firstRow(scroll: Scroll, scrollTop: number): number {
  const { count, rowHeight, viewHeight } = scroll;
  const fit = Math.floor(viewHeight / rowHeight);
  const span = scrollHeight(scroll) - viewHeight;
  if (span <= 0 || count <= fit) return 0;
  return Math.min(count - fit, Math.round((Math.max(0, scrollTop) / span) * (count - fit)));
}

/** The place of the scroll bar at which a row is the first. */
export function scrollTopOf(scroll: Scroll, row: number): number {
  const { count, rowHeight, viewHeight } = scroll;
  const fit = Math.floor(viewHeight / rowHeight);
  if (count <= fit) return 0;
  return (Math.min(row, count - fit) / (count - fit)) * (scrollHeight(scroll) - viewHeight);
}

/** Rows from one to another, both in it. */
export type Selection = { anchor: number; end: number };

export const rangeOf = ({ anchor, end }: Selection): { from: number; count: number } => ({
  from: Math.min(anchor, end),
  count: Math.abs(anchor - end) + 1,
});

export const isSelected = (selection: Selection | null, index: number): boolean =>
  selection !== null &&
  index >= Math.min(selection.anchor, selection.end) &&
  index <= Math.max(selection.anchor, selection.end);

/** Where a key leads from a row; null: the key means nothing here. */
export function rowAfterKey(
  key: string,
  row: number,
  { count, fit }: { count: number; fit: number },
): number | null {
  const last = Math.max(0, count - 1);
  const to: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + fit,
    PageUp: row - fit,
    Home: 0,
    End: last,
  };
  const next = to[key];
  return next === undefined ? null : Math.max(0, Math.min(last, next));
}
