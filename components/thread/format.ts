const grouped = new Intl.NumberFormat("en-GB");
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

/** A count with its noun: "1 row", "3,000 rows". */
export const countText = (count: number, noun: string): string =>
  `${grouped.format(count)} ${noun}${count === 1 ? "" : "s"}`;

export const numberText = (value: number): string => grouped.format(value);

/** A number where its size matters, not its digits: "212", "2.1k", "1.4m". */
export const shortNumberText = (value: number): string => short.format(value).toLowerCase();

/** Milliseconds for people: "64 ms", "2.4 s", "24 s", "1 min 12 s". */
export function durationText(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1_000) return `${whole} ms`;
  if (whole < 9_950) return `${(whole / 1_000).toFixed(1)} s`;
  const seconds = Math.round(whole / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes for people, in powers of 1,000: "512 B", "4.2 KB", "31 MB". */
export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const text = unit === 0 || value >= 9.95 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${UNITS[unit] ?? "B"}`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** Time of day in the reader's locale. */
export const timeText = (at: number): string => clock.format(at);
