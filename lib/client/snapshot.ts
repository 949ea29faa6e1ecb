import { MAX_WORKSPACE_CHARS } from "../protocol/limits";
import type { Selected, Workspace } from "../protocol/workspace";
import type { DeskTable } from "../desk/types";

export type Seen = {
  tables: readonly Pick<DeskTable, "name" | "rows" | "columns">[];
  /** Title of the chart in view. */
  chart: string | null;
  selected: Selected | null;
  /** What was done since the last message, oldest first. */
  recent: readonly string[];
};

const MAX_TABLES = 20;
export const MAX_RECENT = 8;
const LABEL = 200;
/** Columns of each table, fewer from try to try until the note fits. */
const COLUMN_STEPS = [40, 20, 10, 4, 0];

/** The note of what is seen, as much of it as fits; null where there is nothing to say. */
export function snapshotOf(seen: Seen): Workspace | null {
  if (seen.tables.length === 0 && seen.chart === null && seen.recent.length === 0) return null;
  for (let most = Math.min(MAX_TABLES, seen.tables.length); ; most = Math.floor(most / 2)) {
    for (const columns of COLUMN_STEPS) {
      const note = noteOf(seen, most, columns);
      if (JSON.stringify(note).length <= MAX_WORKSPACE_CHARS) return note;
    }
    if (most === 0) return null;
  }
}

function noteOf({ tables, chart, selected, recent }: Seen, most: number, columns: number): Workspace {
  const listed = tables.slice(0, most);
  const omitted = tables.length - listed.length;
  return {
    tables: listed.map((table) => ({
      name: cut(table.name),
      rows: table.rows,
      columns: table.columns.slice(0, columns).map(({ name, type }) => cut(`${name} ${type}`)),
    })),
    ...(omitted > 0 ? { omitted } : {}),
    ...(chart === null ? {} : { chart: cut(chart) }),
    ...(selected === null ? {} : { selected: bounded(selected) }),
    ...(recent.length > 0 ? { recent: recent.slice(-MAX_RECENT).map(cut) } : {}),
  };
}

const MAX_PICKED = 8;

/** A mark has a handful of values; what a file makes of their names and lengths is its own affair. */
const bounded = (selected: Selected): Selected =>
  Object.fromEntries(
    Object.entries(selected)
      .slice(0, MAX_PICKED)
      .map(([name, value]) => [cut(name), typeof value === "string" ? cut(value) : value]),
  );

const cut = (text: string): string => (text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text);
