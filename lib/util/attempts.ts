/** Allows each key `limit` attempts at once and one more every `everyMs`. */
export interface Attempts {
  /** Takes one attempt. Returns 0 when it may go on, else the milliseconds to wait. */
  take(key: string): number;
  /** Gives an attempt back: it was a rightful one. */
  giveBack(key: string): void;
}

const MAX_KEYS = 10_000;

export function createAttempts(options: { limit: number; everyMs: number; now: () => number }): Attempts {
  const { limit, everyMs, now } = options;
  const used = new Map<string, { count: number; at: number }>();

  const current = (key: string): number => {
    const entry = used.get(key);
    if (entry === undefined) return 0;
    // A clock that was set back says nothing of how long ago it was.
    entry.at = Math.min(entry.at, now());
    return Math.max(0, entry.count - (now() - entry.at) / everyMs);
  };
  const record = (key: string, count: number): void => {
    used.delete(key);
    if (used.size >= MAX_KEYS)
      for (const oldest of [...used.keys()].slice(0, MAX_KEYS / 10)) used.delete(oldest);
    used.set(key, { count, at: now() });
  };
  return {
    take(key) {
      const count = current(key);
      if (count > limit - 1) return Math.ceil((count - limit + 1) * everyMs);
      record(key, count + 1);
      return 0;
    },
    giveBack: (key) => record(key, Math.max(0, current(key) - 1)),
  };
}
