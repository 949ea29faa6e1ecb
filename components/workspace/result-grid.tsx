"use client";

import { clsx } from "clsx";
import { useMemo, useState } from "react";
import type { Artifact } from "../../lib/protocol/tool";
import { CopyButton } from "../thread/copy-button";
import { countText, numberText } from "../thread/format";
import type { ColumnFormat } from "./cells";
import { cellText, columnFormat, csvText } from "./cells";
import { Sheet } from "./sheet";
import { windowOf } from "./window-rows";

const ROW_HEIGHT = 31;
const HEAD_HEIGHT = 29;
const MAX_HEIGHT = 440;

const rowsLine = ({ rows, total }: Artifact): string =>
  rows.length < total ? `${numberText(rows.length)} of ${countText(total, "row")}` : countText(total, "row");

/** The rows of the last query. */
export function ResultSheet({ artifact }: { artifact: Artifact }) {
  return (
    <Sheet
      title={artifact.title || "Result"}
      sub={rowsLine(artifact)}
      actions={
        <CopyButton label="Copy as CSV" text={() => csvText(artifact)} className="text-ink-2 text-small px-2">
          CSV
        </CopyButton>
      }
    >
      <ResultGrid artifact={artifact} />
    </Sheet>
  );
}

function ResultGrid({ artifact }: { artifact: Artifact }) {
  const { columns, rows } = artifact;
  const formats = useMemo(
    () => columns.map((column, index) => columnFormat(column, index, rows)),
    [columns, rows],
  );
  const [scrolled, setScrolled] = useState(0);
  const shown = windowOf({ count: rows.length, scrolled, rowHeight: ROW_HEIGHT, height: MAX_HEIGHT });
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label="Rows"
      onScroll={(event) => setScrolled(Math.floor(event.currentTarget.scrollTop / ROW_HEIGHT))}
      className="border-line overflow-auto border-t -outline-offset-2"
      style={{ maxHeight: MAX_HEIGHT + HEAD_HEIGHT }}
    >
      <table
        role="grid"
        aria-label="Result"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        className="w-full border-separate border-spacing-0 text-[13px] leading-5"
      >
        <thead className="sticky top-0 z-10">
          <tr aria-rowindex={1}>
            {columns.map(({ name }, at) => (
              <th
                key={at}
                scope="col"
                className={clsx(
                  "border-line bg-bg text-ink-3 h-[29px] border-b px-3.5 text-[12px] font-medium whitespace-nowrap",
                  sideOf(formats[at]),
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={shown.before} />
          {rows.slice(shown.from, shown.to).map((row, at) => (
            <Row key={shown.from + at} index={shown.from + at} row={row} formats={formats} />
          ))}
          <Gap height={shown.after} />
        </tbody>
      </table>
    </div>
  );
}

const sideOf = (format: ColumnFormat | undefined): string =>
  format?.kind === "number" ? "text-right" : "text-start";

type RowProps = { index: number; row: readonly unknown[]; formats: readonly ColumnFormat[] };

function Row({ index, row, formats }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} className="group/row hover:bg-bg">
      {formats.map((format, at) => {
        const text = cellText(row[at], format);
        return (
          <td
            key={at}
            title={text.length > 40 ? text : undefined}
            className={clsx(
              "border-line h-[31px] max-w-[320px] truncate border-b px-3.5 whitespace-nowrap tabular-nums group-last/row:border-b-0",
              sideOf(format),
            )}
          >
            {text === "" ? <span className="text-ink-3">–</span> : text}
          </td>
        );
      })}
    </tr>
  );
}

function Gap({ height }: { height: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
