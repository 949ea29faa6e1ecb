"use client";

import { X } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useClient } from "../../../lib/client/use-session";
import { type Browsed, rowsSql, type Sort } from "../../../lib/desk/browse-sql";
import type { Desk, DeskTable } from "../../../lib/desk/types";
import { CopyButton } from "../../thread/copy-button";
import { countText, numberText } from "../../thread/format";
import { IconButton } from "../../ui/icon-button";
import { csvText } from "../cells";
import { Sheet } from "../sheet";
import { rangeOf, type Selection } from "./row-pages";
import { TableGrid } from "./table-grid";
import { useTableRows } from "./use-table-rows";

/** Rows that one copy takes. */
const MAX_COPIED = 10_000;

type TableSheetProps = { table: DeskTable; onClose: () => void };

/** All rows of a table in this page: sorted, searched, selected, copied. Nothing of it goes to the model. */
export function TableSheet({ table, onClose }: TableSheetProps) {
  const desk = useClient()?.desk ?? null;
  const [sort, setSort] = useState<Sort | null>(null);
  const [search, setSearch] = useState("");
  const [selection, setSelection] = useState<Selection | null>(null);
  const [span, setSpan] = useState({ from: 0, to: 60 });
  const filter = useDeferredValue(search);
  const { name, columns } = table;
  const browsed = useMemo<Browsed>(
    () => ({ table: name, columns, sort, filter }),
    [name, columns, sort, filter],
  );
  const { pages, total, problem } = useTableRows(browsed, span);
  return (
    <Sheet
      title={name}
      sub={totalText(table.rows, total, filter)}
      actions={
        <>
          <CopyRows desk={desk} browsed={browsed} selection={selection} total={total ?? 0} />
          <IconButton label={`Close ${name}`} onClick={onClose}>
            <X aria-hidden size={15} />
          </IconButton>
        </>
      }
    >
      <div className="px-3.5 pb-2.5">
        <input
          type="search"
          aria-label={`Search in ${name}`}
          placeholder="Search in all columns"
          value={search}
          maxLength={200}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setSelection(null);
          }}
          className="border-line-strong bg-raised rounded-control h-[30px] w-full border px-2.5 text-[13px] pointer-coarse:h-11 pointer-coarse:text-[16px]"
        />
      </div>
      {problem === null ? (
        <TableGrid
          {...{ name, columns, sort, pages, selection }}
          count={total ?? Math.min(table.rows, 1)}
          onSort={(next) => {
            setSort(next);
            setSelection(null);
          }}
          onSelect={setSelection}
          onSpan={setSpan}
        />
      ) : (
        <p role="alert" className="text-bad text-small px-3.5 pb-3">
          {problem}
        </p>
      )}
    </Sheet>
  );
}

function totalText(rows: number, total: number | null, filter: string): string {
  if (filter === "") return countText(rows, "row");
  return total === null ? "Searching" : `${numberText(total)} of ${countText(rows, "row")}`;
}

type CopyRowsProps = { desk: Desk | null; browsed: Browsed; selection: Selection | null; total: number };

/** The selected rows, or all of them, as far as one copy goes. */
function CopyRows({ desk, browsed, selection, total }: CopyRowsProps) {
  const range = selection ? rangeOf(selection) : { from: 0, count: total };
  const count = Math.min(range.count, MAX_COPIED);
  const copy = async (): Promise<string> => {
    const answer = await desk?.query(rowsSql(browsed, { from: range.from, count }), {
      limit: count,
      keep: false,
    });
    if (answer?.ok !== true) throw new Error(answer?.message ?? "There is no desk.");
    return csvText(answer);
  };
  return (
    <CopyButton
      label={`Copy ${countText(count, "row")} as CSV`}
      text={copy}
      className="text-ink-2 text-small px-2"
    >
      {selection || range.count > MAX_COPIED ? `CSV of ${countText(count, "row")}` : "CSV"}
    </CopyButton>
  );
}
