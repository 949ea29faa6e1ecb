import type { Clock } from "../../lib/util/clock";

/** Runs at the next beat; joining twice before it runs once. */
export type Pulse = { join(run: () => void): void };

const BEAT_MS = 33;
/** The node is busy when the last 32 pieces of text came within this time: 400 a second, several sessions at once. */
const RECENT = 32;
const RECENT_MS = 80;

/**
 * The common beat of a node's sessions. At a quiet node nothing waits. At a busy one, text that goes on
 * waits up to 33 ms, two frames of a screen, so that many sessions are decided, committed and shown in one go, and
 * pieces of one session go together: one by one, the commits and the cold code between them cost more than the work.
 */
export function createPulse(clock: Clock): Pulse {
  const times: number[] = [];
  let next = 0;
  let joined = new Set<() => void>();

  const isBusy = (): boolean => {
    const at = clock.now();
    const oldest = times[next] ?? -Infinity;
    times[next] = at;
    next = (next + 1) % RECENT;
    return at - oldest < RECENT_MS;
  };

  const beat = (): void => {
    const due = joined;
    joined = new Set();
    for (const run of due) run();
  };

  return {
    join: (run) => {
      if (!isBusy()) return run();
      if (joined.size === 0) clock.after(BEAT_MS, beat);
      joined.add(run);
    },
  };
}
