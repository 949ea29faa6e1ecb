/** Limits and waits of a session; times in milliseconds. */
export type SessionLimits = {
  /** Responses in one turn, after which it ends with `limit`. */
  rounds: number;
  turnMs: number;
  /** Added to a tool's own timeout before the server gives the call up. */
  callGraceMs: number;
  /** How long a call waits for a page before the model is told `no_browser`. */
  noBrowserMs: number;
  /** How long an executor may be away before its calls move on. */
  executorGraceMs: number;
  /** Repeats of a response that was lost before it announced an item, in a row. */
  lostRetries: number;
  /** How long the provider may take over a steer once the response that it addressed has ended. */
  steerWaitMs: number;
  /** Share of a model's context window from which earlier turns are summarised. */
  compactAt: number;
  /** Latest turns that a summary leaves as they are. */
  keepTurns: number;
  /** All outputs of a session that are too large for their events, each counted as often as it came. */
  blobBytes: number;
};

export const DEFAULT_LIMITS: SessionLimits = {
  rounds: 250,
  turnMs: 30 * 60_000,
  callGraceMs: 10_000,
  noBrowserMs: 120_000,
  executorGraceMs: 5_000,
  lostRetries: 1,
  steerWaitMs: 30_000,
  compactAt: 0.8,
  keepTurns: 2,
  blobBytes: 67_108_864,
};
