/** Times in milliseconds. */
export type Limits = {
  connectMs: number;
  /** How long a request may take to leave: what has not left by then is stuck. */
  sendMs: number;
  /** From the last byte of a request to the first event of its response. */
  firstEventMs: number;
  /** The same on a socket that has served or waited before: it may be dead without knowing. */
  reusedFirstEventMs: number;
  betweenEventsMs: number;
  /** How long a created response may be held back by a warm-up under way. */
  warmupMs: number;
  heartbeatMs: number;
  /** Handshakes repeated after 429, 5xx or an unreachable host. */
  connectRetries: number;
  /** Requests repeated after the provider refused them with 5xx before their response began. */
  streamRetries: number;
  /** A longer `Retry-After` is reported instead of waited for. */
  longestRetryAfterMs: number;
  /** How long before its greatest age an unused socket is replaced. */
  rotateMarginMs: number;
  /** How long the provider may take to end an `ask` that was given up, before its lane is used no more. */
  drainMs: number;
  /** A whole `ask`, connecting included. */
  askMs: number;
};

export const defaultLimits: Limits = {
  connectMs: 15_000,
  sendMs: 180_000,
  firstEventMs: 60_000,
  reusedFirstEventMs: 30_000,
  betweenEventsMs: 300_000,
  warmupMs: 5_000,
  heartbeatMs: 20_000,
  connectRetries: 3,
  streamRetries: 2,
  longestRetryAfterMs: 10_000,
  rotateMarginMs: 180_000,
  drainMs: 5_000,
  askMs: 30_000,
};
