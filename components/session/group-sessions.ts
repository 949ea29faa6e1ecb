import type { SessionListEntry } from "../../lib/protocol/frame";

export type SessionGroup = { label: string; sessions: SessionListEntry[] };

const DAYS_IN_LAST_WEEK = 7;

function startOfDay(at: number): Date {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day;
}

/** Local days between two times; a day of 23 or 25 hours counts as one. */
function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later).getTime() - startOfDay(earlier).getTime()) / 86_400_000);
}

function labelFor(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days <= DAYS_IN_LAST_WEEK) return "Last 7 days";
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const format: Intl.DateTimeFormatOptions = sameYear
    ? { month: "long" }
    : { month: "long", year: "numeric" };
  return new Date(at).toLocaleDateString("en-GB", format);
}

/** Sessions under the day, week or month in which they last changed, latest first. Times are local. */
export function groupSessions(sessions: readonly SessionListEntry[], now: number): SessionGroup[] {
  const groups: SessionGroup[] = [];
  for (const session of [...sessions].sort((a, b) => b.updatedAt - a.updatedAt)) {
    const label = labelFor(session.updatedAt, now);
    const last = groups.at(-1);
    if (last?.label === label) last.sessions.push(session);
    else groups.push({ label, sessions: [session] });
  }
  return groups;
}
