import type { SessionId } from "../protocol/ids";
import type { Clock } from "../util/clock";

const LEAST_MS = 250;
const SPREAD_MS = 750;

export type Rejoin = {
  /**
   * After a refusal for want of an owner, or because it failed: follows the session again, once however many commands
   * were refused.
   */
  later(sessionId: SessionId): void;
  close(): void;
};

export type RejoinOptions = {
  clock: Clock;
  random: () => number;
  join: (sessionId: SessionId) => void;
};

/** The wait is random, so that pages of two nodes do not take a session from each other at the speed of the wire. */
export function createRejoin({ clock, random, join }: RejoinOptions): Rejoin {
  const waits = new Map<SessionId, () => void>();
  return {
    later: (sessionId) => {
      if (waits.has(sessionId)) return;
      const due = (): void => {
        waits.delete(sessionId);
        join(sessionId);
      };
      waits.set(sessionId, clock.after(LEAST_MS + Math.round(random() * SPREAD_MS), due));
    },
    close: () => {
      for (const undo of waits.values()) undo();
      waits.clear();
    },
  };
}
