import type { Clock } from "../../lib/util/clock";

const PING_MS = 25_000;
/** Pings in a row without an answer. Beats are counted and not time: a server that slept blames nobody. */
const MOST_UNANSWERED = 3;

export type Heartbeat = {
  /** Something of the page arrived. */
  alive(): void;
  stop(): void;
};

export type HeartbeatOptions = {
  clock: Clock;
  ping: () => void;
  /** The page is gone, and nobody said so. */
  onSilent: () => void;
};

/** Finds out that a page is gone whose connection nobody has closed. [CONN-9] */
export function startHeartbeat({ clock, ping, onSilent }: HeartbeatOptions): Heartbeat {
  let unanswered = 0;
  const beat = (): void => {
    if (unanswered === MOST_UNANSWERED) return onSilent();
    unanswered += 1;
    cancel = clock.after(PING_MS, beat);
    ping();
  };
  let cancel = clock.after(PING_MS, beat);
  return { alive: () => void (unanswered = 0), stop: () => cancel() };
}
