"use client";

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { KeyboardEvent, MouseEvent } from "react";
import { useMemo, useRef, useState } from "react";
import type { Sort } from "../../../lib/desk/browse-sql";
import type { DeskColumn } from "../../../lib/desk/types";
import { cellText, type ColumnFormat, columnFormat } from "../cells";
import {
  firstRow,
  isSelected,
  type Pages,
  type Row,
  rowAfterKey,
  rowAt,
  scrollHeight,
  scrollTopOf,
  type Selection,
} from "./row-pages";

const ROW_HEIGHT = 31;
const HEAD_HEIGHT = 33;
const MOST_ROWS = 15;

type TableGridProps = {
  name: string;
  columns: readonly DeskColumn[];
  count: number;
  pages: Pages;
  sort: Sort | null;
  selection: Selection | null;
  onSort: (sort: Sort | null) => void;
  onSelect: (selection: Selection) => void;
  /** The rows that are in sight, before `to`. */
  onSpan: (span: { from: number; to: number }) => void;
};

/** A window on the rows: it draws what fits, wherever in a million rows that is. */
export function TableGrid(props: TableGridProps) {
  const { name, columns, count, pages, selection, onSelect, onSpan } = props;
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const fit = Math.min(MOST_ROWS, Math.max(1, count));
  const scroll = { count, rowHeight: ROW_HEIGHT, viewHeight: fit * ROW_HEIGHT };
  const from = Math.min(first, Math.max(0, count - fit));
  const formats = useFormats(columns, pages);
  const show = (row: number): void => {
    setFirst(row);
    onSpan({ from: row, to: row + fit });
  };
  const go = (row: number, isRange: boolean): void => {
    onSelect({ anchor: isRange ? (selection?.anchor ?? row) : row, end: row });
    const next = row < from ? row : row >= from + fit ? row - fit + 1 : from;
    if (next !== from && box.current) box.current.scrollTop = scrollTopOf(scroll, next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = rowAfterKey(event.key, selection?.end ?? from - 1, { count, fit });
    if (next === null || event.target !== box.current) return;
    event.preventDefault();
    go(next, event.shiftKey);
  };
  return (
    <div
      ref={box}
      tabIndex={0}
      role="grid"
      aria-label={`Rows of ${name}`}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      onKeyDown={onKeyDown}
      onScroll={(event) => show(firstRow(scroll, event.currentTarget.scrollTop))}
      className="border-line overflow-auto border-t text-[13px] leading-5 -outline-offset-2"
      style={{ maxHeight: scroll.viewHeight + HEAD_HEIGHT + 12 }}
    >
      <div style={{ height: scrollHeight(scroll) + HEAD_HEIGHT }} className="min-w-max">
        <table role="presentation" className="sticky top-0 w-full border-separate border-spacing-0">
          <Head {...props} formats={formats} />
          <tbody role="rowgroup">
            {Array.from({ length: Math.min(fit, count) }, (_none, at) => (
              <GridRow
                key={from + at}
                index={from + at}
                row={rowAt(pages, from + at)}
                formats={formats}
                isSelected={isSelected(selection, from + at)}
                onChoose={(event) => go(from + at, event.shiftKey)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** The first page that is read says how numbers look; later ones do not change it. */
function useFormats(columns: readonly DeskColumn[], pages: Pages): readonly ColumnFormat[] {
  const [sample] = pages.values();
  const [kept, keep] = useState<readonly Row[] | null>(null);
  if (kept === null && sample !== undefined) keep(sample);
  return useMemo(
    () => columns.map((column, index) => columnFormat(column, index, (kept ?? []) as unknown[][])),
    [columns, kept],
  );
}

type HeadProps = Pick<TableGridProps, "columns" | "sort" | "onSort"> & { formats: readonly ColumnFormat[] };

function Head({ columns, sort, onSort, formats }: HeadProps) {
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {columns.map(({ name }, at) => {
          const direction = sort?.column === name ? sort.direction : null;
          return (
            <th
              key={name}
              role="columnheader"
              aria-sort={direction === null ? "none" : direction === "asc" ? "ascending" : "descending"}
              className="border-line bg-bg border-b p-0 font-medium"
            >
              <button
                type="button"
                onClick={() => onSort(nextSort(name, direction))}
                className={clsx(
                  "text-ink-3 hover:text-ink flex h-8 w-full items-center gap-1 px-3.5 text-[12px] whitespace-nowrap -outline-offset-2",
                  formats[at]?.kind === "number" && "flex-row-reverse",
                )}
              >
                {name}
                {direction === "asc" && <ArrowUp aria-hidden size={12} />}
                {direction === "desc" && <ArrowDown aria-hidden size={12} />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Rising, falling, and back to the file's order. */
function nextSort(column: string, direction: Sort["direction"] | null): Sort | null {
  if (direction === "desc") return null;
  return { column, direction: direction === null ? "asc" : "desc" };
}

type GridRowProps = {
  index: number;
  row: Row | undefined;
  formats: readonly ColumnFormat[];
  isSelected: boolean;
  onChoose: (event: MouseEvent) => void;
};

function GridRow({ index, row, formats, isSelected: selected, onChoose }: GridRowProps) {
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={onChoose}
      className={selected ? "bg-copper-soft" : "hover:bg-bg"}
    >
      {formats.map((format, at) => (
        <td
          key={at}
          role="gridcell"
          className={clsx(
            "border-line h-[31px] max-w-[320px] min-w-[64px] truncate border-b px-3.5 whitespace-nowrap tabular-nums select-none",
            format.kind === "number" && "text-right",
          )}
        >
          {row === undefined ? <span className="text-ink-3">…</span> : textOf(row[at], format)}
        </td>
      ))}
    </tr>
  );
}

function textOf(value: unknown, format: ColumnFormat) {
  const text = cellText(value, format);
  return text === "" ? <span className="text-ink-3">–</span> : text;
}
