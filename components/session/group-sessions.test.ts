import { expect, test } from "vitest";
import type { SessionListEntry } from "../../lib/protocol/frame";
import { groupSessions } from "./group-sessions";

const now = new Date(2026, 2, 18, 9, 30).getTime();
const entry = (name: string, at: Date): SessionListEntry => ({
  sessionId: name,
  title: name,
  updatedAt: at.getTime(),
  activity: "idle",
});

test("sessions are grouped by local day, then week, then month, latest first", () => {
  const groups = groupSessions(
    [
      entry("january", new Date(2026, 0, 3)),
      entry("late last night", new Date(2026, 2, 17, 23, 59)),
      entry("this morning", new Date(2026, 2, 18, 0, 1)),
      entry("just now", new Date(now)),
      entry("last Thursday", new Date(2026, 2, 12)),
      entry("a year ago", new Date(2025, 2, 18)),
    ],
    now,
  );
  expect(groups.map(({ label, sessions }) => [label, sessions.map(({ title }) => title)])).toEqual([
    ["Today", ["just now", "this morning"]],
    ["Yesterday", ["late last night"]],
    ["Last 7 days", ["last Thursday"]],
    ["January", ["january"]],
    ["March 2025", ["a year ago"]],
  ]);
});

test("a session from a clock that runs ahead is of today", () => {
  const [group] = groupSessions([entry("ahead", new Date(now + 86_400_000 * 3))], now);
  expect(group?.label).toBe("Today");
});

test("the given list is left as it was", () => {
  const sessions = [entry("old", new Date(2026, 0, 1)), entry("new", new Date(now))];
  groupSessions(sessions, now);
  expect(sessions.map(({ title }) => title)).toEqual(["old", "new"]);
});
