import { assertNever } from "../../lib/util/assert-never";
import { backoff } from "../../lib/util/backoff";
import type { SocketEnding } from "./dial";
import { closeFailure, failure, refusal } from "./failure";
import type { Limits } from "./limits";
import type { UpstreamFailure } from "./port";

export function endingFailure(ending: SocketEnding): UpstreamFailure {
  switch (ending.type) {
    case "refused":
      return refusal(ending.status, ending.error);
    case "unreachable":
      return failure("unsent", `The provider cannot be reached: ${ending.message}.`);
    case "closed":
      return closeFailure(ending.code, ending.reason);
    case "broken":
      return failure("lost", `The connection to the provider broke: ${ending.message}.`);
    default:
      return assertNever(ending);
  }
}

export type Attempt = {
  /** Counts from 0; the one repeat after a 401 does not count. */
  attempt: number;
  /** Whether a 401 has been answered with a fresh credential already. */
  refreshed: boolean;
  limits: Pick<Limits, "connectRetries" | "longestRetryAfterMs">;
  /** In [0, 1). */
  random: number;
};

/** Milliseconds until a handshake that ended so is tried again; null when it is not. */
export function repeatAfter(ending: SocketEnding, options: Attempt): number | null {
  const { attempt, refreshed, limits, random } = options;
  if (isUnauthorized(ending)) return refreshed ? null : 0;
  if (!isPassing(ending) || attempt >= limits.connectRetries) return null;
  const { retryAfterMs } = endingFailure(ending);
  if (retryAfterMs === null) return backoff(attempt, random, { maxMs: longestBackoffMs });
  return retryAfterMs > limits.longestRetryAfterMs ? null : retryAfterMs;
}

export const longestBackoffMs = 8000;

export const isUnauthorized = (ending: SocketEnding): boolean =>
  ending.type === "refused" && ending.status === 401;

const hasNoSocketMode = 501;

function isPassing(ending: SocketEnding): boolean {
  if (ending.type === "refused") {
    return ending.status === 429 || (ending.status >= 500 && ending.status !== hasNoSocketMode);
  }
  return ending.type === "unreachable" && !ending.message.includes("timed out");
}
