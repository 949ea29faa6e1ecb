import type { Clock } from "../../lib/util/clock";

/** For how long nobody has watched or used what is let go; it is looked for every quarter of that. */
const IDLE_MS = 60_000;
const LOOK_MS = IDLE_MS / 4;

export type Hibernation<Entry extends object> = {
  clock: Clock;
  entries: ReadonlyMap<string, Entry>;
  isIdle: (sessionId: string, entry: Entry) => boolean;
  release: (sessionId: string, entry: Entry) => void;
};

/** Lets go what idles: a page that is reloaded or away for a moment finds its session as it left it. */
export function hibernate<Entry extends object>(options: Hibernation<Entry>): () => void {
  const { clock, entries, isIdle, release } = options;
  const idleSince = new WeakMap<Entry, number>();
  const look = (): void => {
    cancel = clock.after(LOOK_MS, look);
    const now = clock.now();
    for (const [sessionId, entry] of entries) {
      if (!isIdle(sessionId, entry)) idleSince.delete(entry);
      else if (!idleSince.has(entry)) idleSince.set(entry, now);
      else if (now - (idleSince.get(entry) ?? now) >= IDLE_MS) release(sessionId, entry);
    }
  };
  let cancel = clock.after(LOOK_MS, look);
  return () => cancel();
}
