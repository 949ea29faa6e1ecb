import { clsx } from "clsx";
import type { Tokens } from "marked";
import { memo } from "react";
import { inline } from "./inline";

type Side = "left" | "center" | "right";

/** A table of the answer. It scrolls in its own box, so that the page never scrolls sideways. */
export function TableBlock({ token }: { token: Tokens.Table }) {
  const sides = token.header.map((_, column) => sideOf(token, column));
  return (
    <div className="border-line overflow-hidden rounded-[10px] border">
      <div
        className="soft-x overflow-x-auto overscroll-x-contain -outline-offset-2"
        tabIndex={0}
        role="group"
        aria-label="Table"
      >
        <table className="w-full border-collapse text-[13px] leading-5 [overflow-wrap:normal]">
          <thead>
            <tr className="bg-panel">
              {token.header.map((cell, at) => (
                <th
                  key={at}
                  className={clsx("text-ink-2 text-small font-medium", cellClass(sides[at], cell.text))}
                >
                  {inline(cell.tokens)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {token.rows.map((row, at) => (
              <Row key={at} row={row} sides={sides} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

type RowProps = { row: readonly Tokens.TableCell[]; sides: readonly Side[] };

/** Drawn again only when its own text changes. A bracket may be a reference, whose meaning can come later. */
const Row = memo(
  function Row({ row, sides }: RowProps) {
    return (
      <tr className="border-line border-t">
        {row.map((cell, column) => (
          <td key={column} className={cellClass(sides[column], cell.text)}>
            {inline(cell.tokens)}
          </td>
        ))}
      </tr>
    );
  },
  (before, after) =>
    before.row.length === after.row.length &&
    before.row.every(({ text }, at) => text === after.row[at]?.text && !text.includes("[")) &&
    before.sides.join() === after.sides.join(),
);

const NUMERIC = /^[-−+$€£]?[\d.,\s]+\s?(?:%|[kKMB]|ms|s|pts?)?$/;

function sideOf(token: Tokens.Table, column: number): Side {
  const said = token.align[column];
  if (said) return said;
  const cells = token.rows.slice(0, 20).map((row) => row[column]?.text.replaceAll("*", "") ?? "");
  return cells.length > 0 && cells.every((text) => NUMERIC.test(text)) ? "right" : "left";
}

/** Up to this many characters a cell stays on one line; longer ones wrap between words. */
const ONE_LINE = 28;

const cellClass = (side: Side | undefined, text: string): string =>
  clsx(
    "px-3 py-1.5 align-top tabular-nums",
    text.length <= ONE_LINE || NUMERIC.test(text) ? "whitespace-nowrap" : "min-w-[24ch]",
    side === "right" ? "text-right" : side === "center" ? "text-center" : "text-start",
  );
