import type { CallState, CallView } from "./call-view";
import { countText, durationText } from "./format";
import type { ToolCall } from "../../lib/session/state";
import type { ToolRow } from "./turn-parts";

/** A row with what is known of its call; `call` is null while its arguments still stream, and for no page's. */
export type KnownRow = { row: ToolRow; call: ToolCall | null; view: CallView | null };

export type Segment =
  { kind: "row"; row: KnownRow } | { kind: "fold"; rows: readonly KnownRow[]; steps: number };

/** Finished calls in a row that become one line. */
const FOLD_FROM = 3;

/** Runs of finished calls become folds; running, failed and waiting rows always stand for themselves. */
export function segmentsOf(rows: readonly KnownRow[]): Segment[] {
  const segments: Segment[] = [];
  let run: KnownRow[] = [];
  const flush = () => {
    segments.push(...segmentsOfRun(run));
    run = [];
  };
  for (const row of rows) {
    if (folds(row)) run.push(row);
    else {
      flush();
      segments.push({ kind: "row", row });
    }
  }
  flush();
  return segments;
}

function segmentsOfRun(run: readonly KnownRow[]): Segment[] {
  const steps = run.filter(({ row }) => row.kind !== "thought").length;
  if (steps >= FOLD_FROM) return [{ kind: "fold", rows: run, steps }];
  return run.map((row) => ({ kind: "row", row }));
}

const folds = ({ row, view }: KnownRow): boolean =>
  row.kind === "thought" ? row.text !== null : view?.state === "done";

/** "8 steps", what they were, and how long they took together. */
export function foldLabel(
  rows: readonly KnownRow[],
  steps: number,
): { count: string; what: string; time: string } {
  const times = new Map<string, number>();
  let ms = 0;
  for (const { view } of rows) {
    if (view) times.set(view.verb, (times.get(view.verb) ?? 0) + 1);
    ms += view?.ms ?? 0;
  }
  const what = [...times].map(([verb, count]) => (count > 1 ? `${verb} × ${count}` : verb)).join(", ");
  return { count: countText(steps, "step"), what, time: durationText(ms) };
}

const MAX_PIPS = 24;

/** States of the calls of a fold, one for each dot. */
export const pipsOf = (rows: readonly KnownRow[]): CallState[] =>
  rows.flatMap(({ view }) => (view ? [view.state] : [])).slice(0, MAX_PIPS);
