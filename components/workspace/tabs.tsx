"use client";

import { clsx } from "clsx";
import type { KeyboardEvent } from "react";

export type TabId = "tables" | "chart";
export type TabItem = { id: TabId; label: string; count: number };

type TabsProps = { items: readonly TabItem[]; selected: TabId; onSelect: (id: TabId) => void };

export const panelId = (id: TabId): string => `workspace-panel-${id}`;
export const tabId = (id: TabId): string => `workspace-tab-${id}`;

/** Tabs with arrow keys, Home and End. */
export function Tabs({ items, selected, onSelect }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = items.findIndex(({ id }) => id === selected);
    const next = items[target(event.key, at, items.length)];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    document.getElementById(tabId(next.id))?.focus();
  };
  return (
    <div role="tablist" aria-label="Workspace" onKeyDown={onKeyDown} className="flex items-center gap-0.5">
      {items.map(({ id, label, count }) => (
        <button
          key={id}
          id={tabId(id)}
          type="button"
          role="tab"
          aria-label={label}
          aria-selected={id === selected}
          aria-controls={panelId(id)}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
          className={clsx(
            "rounded-control h-[30px] px-[11px] text-[13px] pointer-coarse:h-11",
            id === selected ? "bg-raised text-ink ring-line font-medium ring-1" : "text-ink-2 hover:text-ink",
          )}
        >
          {label}
          {count > 0 && <span className="text-ink-3 ms-1.5 tabular-nums">{count}</span>}
        </button>
      ))}
    </div>
  );
}

function target(key: string, at: number, count: number): number {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : -1;
}
