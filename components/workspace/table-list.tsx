"use client";

import { clsx } from "clsx";
import { ChevronRight, Rows3, Trash2 } from "lucide-react";
import { useState } from "react";
import { bytesText, countText } from "../thread/format";
import { IconButton } from "../ui/icon-button";
import type { ListedTable } from "./tables";

type TableListProps = {
  tables: readonly ListedTable[];
  /** Null: they are in somebody else's page. */
  verbs: TableVerbs | null;
};
export type TableVerbs = { remove: (name: string) => void; browse: (name: string) => void };

/** The tables that can be asked about. */
export function TableList({ tables, verbs }: TableListProps) {
  return (
    <ul
      aria-label="Tables"
      className={clsx(
        "border-line bg-raised rounded-surface mx-3.5 mb-3.5 overflow-hidden border",
        tables.length === 0 && "hidden",
      )}
    >
      {tables.map((table) => (
        <TableItem key={table.name} table={table} verbs={verbs} />
      ))}
    </ul>
  );
}

function TableItem({ table, verbs }: { table: ListedTable; verbs: TableVerbs | null }) {
  const [isOpen, setOpen] = useState(false);
  const { name, rows, columns, file, bytes } = table;
  const from = [file !== null && file !== name ? file : null, bytes === null ? null : bytesText(bytes)];
  return (
    <li aria-label={name} className="border-line group/table border-t first:border-t-0">
      <div className="hover:bg-bg flex items-center pe-1.5">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="grid min-h-10 min-w-0 flex-1 grid-cols-[13px_minmax(0,1fr)_auto] items-center gap-2 ps-3 pe-2 text-start text-[13px] -outline-offset-2 pointer-coarse:min-h-11"
        >
          <ChevronRight aria-hidden size={13} className={clsx("text-ink-3", isOpen && "rotate-90")} />
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="truncate font-medium">{name}</span>
            <span className="text-ink-3 shrink-[999] truncate text-[12px]">
              {from.filter(Boolean).join(" · ")}
            </span>
          </span>
          <span className="text-ink-2 whitespace-nowrap tabular-nums">{countText(rows, "row")}</span>
        </button>
        {verbs && (
          <>
            <IconButton label={`Browse ${name}`} onClick={() => verbs.browse(name)} className="text-ink-3">
              <Rows3 aria-hidden size={14} />
            </IconButton>
            <IconButton label={`Remove ${name}`} onClick={() => verbs.remove(name)} className="text-ink-3">
              <Trash2 aria-hidden size={14} />
            </IconButton>
          </>
        )}
      </div>
      {isOpen && <Columns columns={columns} />}
    </li>
  );
}

function Columns({ columns }: { columns: ListedTable["columns"] }) {
  return (
    <dl className="border-line bg-bg grid grid-cols-[repeat(auto-fill,minmax(170px,1fr))] gap-x-5 border-t px-3.5 py-2 text-[12.5px] leading-[22px]">
      {columns.map(({ name, type }) => (
        <div key={name} className="flex min-w-0 justify-between gap-2">
          <dt className="truncate">{name}</dt>
          <dd className="text-ink-3 truncate font-mono text-[11px]">{type?.toLowerCase()}</dd>
        </div>
      ))}
    </dl>
  );
}
