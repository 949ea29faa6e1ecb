import type { Clock } from "../../lib/util/clock";

export type Heartbeat = {
  /** Any inbound frame is a sign of life, not only a pong. */
  heard: () => void;
  stop: () => void;
};

/** Pings at every interval; a peer silent for two intervals is reported once and the beat ends. */
export function startHeartbeat(options: {
  clock: Clock;
  intervalMs: number;
  ping: () => void;
  onSilent: () => void;
}): Heartbeat {
  const { clock, intervalMs, ping, onSilent } = options;
  let heardAt = clock.now();
  let undo = clock.after(intervalMs, beat);
  function beat(): void {
    if (clock.now() - heardAt >= 2 * intervalMs) return onSilent();
    ping();
    undo = clock.after(intervalMs, beat);
  }
  return {
    heard: () => {
      heardAt = clock.now();
    },
    stop: () => undo(),
  };
}
