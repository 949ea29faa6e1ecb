import type { Clock } from "./clock";

export type ManualClock = Clock & {
  /** Moves time on, running what falls due in its order. */
  advance(ms: number): void;
  /** Moves time on as for a machine that sleeps: nothing runs, and what fell due runs with the next `advance`. */
  sleep(ms: number): void;
};

type Due = { at: number; run: () => void };

/** Time that stands still until a test moves it. */
export function createManualClock(startAt = 1_000_000): ManualClock {
  const due = new Set<Due>();
  let now = startAt;

  const next = (until: number): Due | undefined =>
    [...due].filter((entry) => entry.at <= until).sort((left, right) => left.at - right.at)[0];

  return {
    now: () => now,
    after: (ms, run) => {
      const entry = { at: now + ms, run };
      due.add(entry);
      return () => void due.delete(entry);
    },
    advance: (ms) => {
      const until = now + ms;
      for (let entry = next(until); entry; entry = next(until)) {
        due.delete(entry);
        now = Math.max(now, entry.at);
        entry.run();
      }
      now = until;
    },
    sleep: (ms) => {
      now += ms;
    },
  };
}
