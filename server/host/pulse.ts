import type { Clock } from "../../lib/util/clock";

/** Runs at a beat; joining the same one twice before it runs once. `sinceMs`: the age of the piece before this one. */
export type Pulse = { join(run: () => void, sinceMs: number): void };

const BEAT_MS = 33;
const SHORT_BEAT_MS = 1;
/** The node is busy when the last 32 pieces of text came within this time: 400 a second, several sessions at once. */
const RECENT = 32;
const RECENT_MS = 80;

/**
 * The common beats of a node's sessions. At a quiet node nothing waits. At a busy one, text that goes on is decided,
 * committed and shown together with that of other sessions: one by one, the commits and the cold code between them cost
 * more than the work. A session whose pieces come faster than the beat waits up to 33 ms, two frames of a screen, so
 * that its own go together as well; any other has nothing to wait for but its neighbours, and waits 1 ms.
 */
export function createPulse(clock: Clock): Pulse {
  const isBusy = createBusyness(clock);
  const joinBeat = createBeat(clock, BEAT_MS);
  const joinShortBeat = createBeat(clock, SHORT_BEAT_MS);
  return {
    join: (run, sinceMs) => {
      if (!isBusy()) run();
      else if (sinceMs <= BEAT_MS) joinBeat(run);
      else joinShortBeat(run);
    },
  };
}

/** Whether the last pieces, this one included, came closer together than those of one fast model. */
function createBusyness(clock: Clock): () => boolean {
  const times: number[] = [];
  let next = 0;
  return () => {
    const at = clock.now();
    const oldest = times[next] ?? -Infinity;
    times[next] = at;
    next = (next + 1) % RECENT;
    return at - oldest < RECENT_MS;
  };
}

function createBeat(clock: Clock, ms: number): (run: () => void) => void {
  let joined = new Set<() => void>();
  const beat = (): void => {
    const due = joined;
    joined = new Set();
    for (const run of due) run();
  };
  return (run) => {
    if (joined.size === 0) clock.after(ms, beat);
    joined.add(run);
  };
}
