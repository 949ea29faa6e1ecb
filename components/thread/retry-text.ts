import { durationText, timeText } from "./format";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** When something can be tried again; null once it can. Both are milliseconds since 1970. */
export function retryText(retryAt: number, now: number): string | null {
  const left = retryAt - now;
  if (left <= 0) return null;
  if (left >= DAY_MS) return `Try again on ${day.format(retryAt)}, ${timeText(retryAt)}`;
  if (left >= HOUR_MS) return `Try again at ${timeText(retryAt)}`;
  return `Try again in ${wholeSeconds(left)}`;
}

/** Rounded up: who waits that long has waited long enough. */
const wholeSeconds = (ms: number): string =>
  durationText(Math.ceil(ms / 1_000) * 1_000)
    .replace(".0 s", " s")
    .replace(/ min 0 s$/, " min");
