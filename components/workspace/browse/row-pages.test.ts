import { expect, test } from "vitest";
import {
  firstRow,
  isSelected,
  missingPages,
  PAGE_ROWS,
  type Pages,
  rangeOf,
  rowAfterKey,
  rowAt,
  scrollHeight,
  scrollTopOf,
  withPage,
} from "./row-pages";

const NONE: Pages = new Map();
const page = (of: number) => Array.from({ length: PAGE_ROWS }, (_none, at) => [of * PAGE_ROWS + at]);
const MILLION = { count: 1_000_000, rowHeight: 31, viewHeight: 620 };

test("[GRID-2] only the pages of the rows in sight are read", () => {
  const pages = withPage(NONE, 0, page(0));
  expect(missingPages(pages, 190, 215)).toEqual([1]);
  expect(missingPages(pages, 0, 20)).toEqual([]);
  expect(rowAt(pages, 7)).toEqual([7]);
  expect(rowAt(pages, 200)).toBeUndefined();
});

test("[GRID-2] however far somebody scrolls, forty pages are kept", () => {
  let pages = NONE;
  for (let at = 0; at < 500; at += 1) pages = withPage(pages, at, page(at));
  expect(pages.size).toBe(40);
  expect(rowAt(pages, 499 * PAGE_ROWS)).toEqual([499 * PAGE_ROWS]);
});

test("[GRID-2] the last of a million rows can be reached, within what a browser can scroll", () => {
  expect(scrollHeight(MILLION)).toBe(8_000_000);
  expect(firstRow(MILLION, 0)).toBe(0);
  expect(firstRow(MILLION, scrollHeight(MILLION) - MILLION.viewHeight)).toBe(1_000_000 - 20);
  expect(firstRow(MILLION, 1e9)).toBe(1_000_000 - 20);
  for (const row of [0, 1, 499_999, 999_979]) expect(firstRow(MILLION, scrollTopOf(MILLION, row))).toBe(row);
});

test("[GRID-2] a table that fits does not scroll", () => {
  const few = { count: 5, rowHeight: 31, viewHeight: 620 };
  expect(scrollHeight(few)).toBe(620);
  expect([firstRow(few, 0), scrollTopOf(few, 3)]).toEqual([0, 0]);
});

test("[GRID-3] a selection goes from where it began, in either direction", () => {
  expect(rangeOf({ anchor: 7, end: 3 })).toEqual({ from: 3, count: 5 });
  expect([2, 3, 7, 8].map((row) => isSelected({ anchor: 7, end: 3 }, row))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("[GRID-3] keys move by a row, by what fits, and to either end, and never out of the table", () => {
  const of = { count: 100, fit: 20 };
  const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "a"];
  expect(keys.map((key) => rowAfterKey(key, 10, of))).toEqual([11, 9, 30, 0, 0, 99, null]);
  expect(rowAfterKey("ArrowDown", 99, of)).toBe(99);
});
