/** `may_wait`: text that nobody was promised; it may go with the next commit. */
export type Urgency = "now" | "may_wait";

/** Asks for a commit. Asking again before it runs changes nothing, but makes it no later. */
export type Schedule = (urgency: Urgency) => void;

export type ScheduleOptions = {
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  commit: () => void;
};

const WINDOW_MS = 8;
/** The store is busy when the last 32 requests came within this time: 400 a second, several sessions at once. */
const RECENT = 32;
const RECENT_MS = 80;

/**
 * Commits at the end of the tick. At a busy store a commit's own cost dominates: there, text waits up
 * to 8 ms for company, and anything else takes it along at once.
 */
export function createSchedule({ now, commit }: ScheduleOptions): Schedule {
  const times: number[] = [];
  let next = 0;
  let due: { urgency: Urgency; cancel: () => void } | null = null;

  const run = (): void => {
    due = null;
    commit();
  };
  const isBusy = (): boolean => {
    const at = now();
    const oldest = times[next] ?? -Infinity;
    times[next] = at;
    next = (next + 1) % RECENT;
    return at - oldest < RECENT_MS;
  };

  return (asked) => {
    const urgency = isBusy() ? asked : "now";
    if (due && (due.urgency === "now" || urgency === "may_wait")) return;
    due?.cancel();
    due = { urgency, cancel: urgency === "now" ? atTickEnd(run) : after(WINDOW_MS, run) };
  };
}

function atTickEnd(run: () => void): () => void {
  const immediate = setImmediate(run);
  return () => clearImmediate(immediate);
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
