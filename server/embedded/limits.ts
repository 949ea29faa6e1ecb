/** All byte counts are bytes, all times milliseconds. */
export type Limits = {
  /** Age at which a connection is ended. */
  maxAgeMs: number;
  /** The largest frame, or HTTP body, that is read. */
  maxFrameBytes: number;
  /** Responses under way at once on one connection. */
  maxInFlight: number;
  /** Distinct lane names in a connection's life. */
  maxLanes: number;
  /** Creates that may wait on one connection, and the bytes that they may hold. */
  maxQueued: number;
  maxQueuedBytes: number;
  /** A reader that is this far behind pauses its responses, and is read no further itself. */
  maxBufferedBytes: number;
  maxConnections: number;
  storeResponses: number;
  storeBytes: number;
  /** How long `close` waits for what is in flight. */
  drainMs: number;
};

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  maxAgeMs: 60 * 60_000,
  maxFrameBytes: 16 * MIB,
  maxInFlight: 16,
  maxLanes: 32,
  maxQueued: 256,
  maxQueuedBytes: 64 * MIB,
  maxBufferedBytes: MIB,
  maxConnections: 1000,
  storeResponses: 1000,
  storeBytes: 64 * MIB,
  drainMs: 10_000,
};
