/** `may_wait`: text that nobody was promised; it may go with the next commit. */
export type Urgency = "now" | "may_wait";

/** Asks for a commit. Asking again before it runs changes nothing, but makes it no later. */
export type Schedule = (urgency: Urgency) => void;

export type ScheduleOptions = {
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  commit: () => void;
};

const WINDOW_MS = 3;
/** Commits are frequent when the last 16 came within this time: some 300 a second. */
const RECENT = 16;
const RECENT_MS = 53;

/**
 * Commits at the end of the tick. When commits follow each other so fast that their own cost dominates,
 * text waits up to 3 ms for company; anything else takes it along at once.
 */
export function createSchedule({ now, commit }: ScheduleOptions): Schedule {
  const times: number[] = [];
  let due: { urgency: Urgency; cancel: () => void } | null = null;

  const run = (): void => {
    due = null;
    times.push(now());
    if (times.length > RECENT) times.shift();
    commit();
  };
  const isBusy = (): boolean => {
    const [oldest] = times;
    return times.length === RECENT && oldest !== undefined && now() - oldest < RECENT_MS;
  };

  return (asked) => {
    const urgency = asked === "may_wait" && isBusy() ? "may_wait" : "now";
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
