import type { Clock } from "../../lib/util/clock";

export type Heartbeat = {
  /** Any inbound frame is a sign of life, not only a pong. */
  heard: () => void;
  stop: () => void;
};

/**
 * Pings at every interval; a peer silent for two intervals is reported once and the beat ends. While something of
 * ours is still leaving, a ping waits behind it and silence says nothing: whoever sends bounds that.
 */
export function startHeartbeat(options: {
  clock: Clock;
  intervalMs: number;
  ping: () => void;
  isSending: () => boolean;
  onSilent: () => void;
}): Heartbeat {
  const { clock, intervalMs, ping, isSending, onSilent } = options;
  let heardAt = clock.now();
  let undo = clock.after(intervalMs, beat);
  function beat(): void {
    if (isSending()) heardAt = clock.now();
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
