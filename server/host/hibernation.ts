import type { Clock } from "../../lib/util/clock";

/** What was found idle once, and at four looks after that, is let go: after a minute, and at most a look more. */
const LOOK_MS = 15_000;
const LOOKS = 4;

export type Hibernation<Entry extends object> = {
  clock: Clock;
  entries: ReadonlyMap<string, Entry>;
  isIdle: (sessionId: string, entry: Entry) => boolean;
  release: (sessionId: string, entry: Entry) => void;
};

/** Lets go what idles: a page that is reloaded or away for a moment finds its session as it left it. */
export function hibernate<Entry extends object>(options: Hibernation<Entry>): () => void {
  const { clock, entries, isIdle, release } = options;
  // Looks and not times: a clock that jumps lets nothing go too early.
  const foundIdle = new WeakMap<Entry, number>();
  const look = (): void => {
    cancel = clock.after(LOOK_MS, look);
    for (const [sessionId, entry] of entries) {
      if (!isIdle(sessionId, entry)) foundIdle.delete(entry);
      else foundIdle.set(entry, (foundIdle.get(entry) ?? 0) + 1);
      if ((foundIdle.get(entry) ?? 0) > LOOKS) release(sessionId, entry);
    }
  };
  let cancel = clock.after(LOOK_MS, look);
  return () => cancel();
}
