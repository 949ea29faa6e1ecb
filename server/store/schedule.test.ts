import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSchedule } from "./schedule";

let clock = 0;
let commits = 0;

beforeEach(() => {
  vi.useFakeTimers();
  clock = 0;
  commits = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

const schedule = () => createSchedule({ now: () => clock, commit: () => (commits += 1) });

/** Requests at `everyMs`, often enough for the schedule to know the rate. */
function keepCommitting(ask: ReturnType<typeof schedule>, everyMs: number): void {
  for (let count = 0; count < 32; count += 1) {
    clock += everyMs;
    ask("now");
    vi.advanceTimersByTime(0);
  }
  commits = 0;
}

test("at a quiet store even text is committed at the end of the tick", () => {
  const ask = schedule();
  keepCommitting(ask, 10);
  ask("may_wait");
  ask("may_wait");
  vi.advanceTimersByTime(0);
  expect(commits).toBe(1);
});

test("at a busy store text waits eight milliseconds for company", () => {
  const ask = schedule();
  keepCommitting(ask, 1);
  ask("may_wait");
  vi.advanceTimersByTime(7);
  ask("may_wait");
  expect(commits).toBe(0);
  vi.advanceTimersByTime(1);
  expect(commits).toBe(1);
});

test("what must not wait takes the waiting text along at once", () => {
  const ask = schedule();
  keepCommitting(ask, 1);
  ask("may_wait");
  ask("now");
  vi.advanceTimersByTime(0);
  expect(commits).toBe(1);
  vi.advanceTimersByTime(10);
  expect(commits).toBe(1);
});
