import { defaultLimits, type Limits } from "../limits";

const mebibytes = (count: number): number => count * 1024 * 1024;

/** Times in milliseconds, sizes in bytes. */
export type HttpLimits = Pick<
  Limits,
  | "connectMs"
  | "sendMs"
  | "firstEventMs"
  | "betweenEventsMs"
  | "connectRetries"
  | "longestRetryAfterMs"
  | "askMs"
> & {
  /** A connection that nobody uses is closed after this. */
  idleMs: number;
  /** How long the rest of an answer may take after its last event, and a refusal to say why. */
  lastWordMs: number;
  /** A larger request is refused here. HTTP takes more than a WebSocket frame does. */
  maxRequestBytes: number;
  maxEventBytes: number;
  /** A whole answer. */
  maxAnswerBytes: number;
};

const { connectMs, sendMs, firstEventMs, betweenEventsMs, connectRetries, longestRetryAfterMs, askMs } =
  defaultLimits;

export const defaultHttpLimits: HttpLimits = {
  ...{ connectMs, sendMs, firstEventMs, betweenEventsMs, connectRetries, longestRetryAfterMs, askMs },
  idleMs: 30_000,
  lastWordMs: 1000,
  maxRequestBytes: mebibytes(48),
  maxEventBytes: mebibytes(16),
  maxAnswerBytes: mebibytes(64),
};
