import type { Clock } from "../../lib/util/clock";

export type Quarantine = {
  /** A session made its owner fail. */
  crashed(sessionId: string): void;
  /** True while a session has failed too often to be opened for writing. */
  holds(sessionId: string): boolean;
};

const CRASHES = 3;
const WITHIN_MS = 600_000;

/** Counts the failures of each session, so that one that cannot be folded or decided is not tried for ever. [F51] */
export function createQuarantine({ now }: Pick<Clock, "now">): Quarantine {
  const crashes = new Map<string, readonly number[]>();

  const recent = (sessionId: string): readonly number[] => {
    const times = (crashes.get(sessionId) ?? []).filter((at) => now() - at < WITHIN_MS);
    if (times.length === 0) crashes.delete(sessionId);
    return times;
  };
  return {
    crashed: (sessionId) => void crashes.set(sessionId, [...recent(sessionId), now()]),
    holds: (sessionId) => recent(sessionId).length >= CRASHES,
  };
}
