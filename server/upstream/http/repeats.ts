import type { ResponsesError } from "../../../lib/responses/error";
import { backoff } from "../../../lib/util/backoff";
import { retryAfter } from "../failure";
import type { HttpLimits } from "./limits";
import type { RoundTripEnding } from "./round-trip";

type Ended = Extract<RoundTripEnding, { type: "refused" | "unreachable" }>;

/**
 * How often one request may be sent again: what never left, or what the provider refused before any output, within
 * the budget of connections; a 401 once, with the key read anew; and once without what cannot be decrypted.
 */
export class Repeats {
  #attempt = 0;
  #refreshed = false;
  #withSealed = true;

  constructor(private readonly limits: Pick<HttpLimits, "connectRetries" | "longestRetryAfterMs">) {}

  get withSealed(): boolean {
    return this.#withSealed;
  }

  /** Milliseconds until the request is sent again; null when it is not. `random` is in [0, 1). */
  waitAfter(ending: RoundTripEnding, random: number): number | null {
    if (ending.type !== "refused" && ending.type !== "unreachable") return null;
    if (ending.type === "refused" && this.dropsSealed(ending.error)) return 0;
    if (ending.type === "refused" && ending.status === 401) return this.#refresh();
    if (!isPassing(ending) || this.#attempt >= this.limits.connectRetries) return null;
    const ms = waitFor(ending, this.#attempt, random);
    this.#attempt += 1;
    return ms !== null && ms <= this.limits.longestRetryAfterMs ? ms : null;
  }

  /** Whether an error is answered by leaving out what another account or model encrypted. */
  dropsSealed({ code }: ResponsesError): boolean {
    if (code !== "invalid_encrypted_content" || !this.#withSealed) return false;
    this.#withSealed = false;
    return true;
  }

  #refresh(): number | null {
    if (this.#refreshed) return null;
    this.#refreshed = true;
    return 0;
  }
}

/** A rate limit is waited for only when the provider says how long it lasts. */
function waitFor(ending: Ended, attempt: number, random: number): number | null {
  const asked = ending.type === "refused" ? retryAfter(ending.error.headers) : null;
  if (asked !== null) return asked;
  const isRateLimit = ending.type === "refused" && ending.status === 429;
  return isRateLimit ? null : backoff(attempt, random, { maxMs: longestBackoffMs });
}

const longestBackoffMs = 8000;

/** What waiting does not help: an empty account, or a plan's limit. */
const lasting = new Set(["insufficient_quota", "usage_limit_reached", "usage_not_included"]);

// 501 has no such route, and behind a 504 the model may still be running.
function isPassing(ending: Ended): boolean {
  if (ending.type === "unreachable") return !ending.timedOut;
  const { status, error } = ending;
  if (lasting.has(error.code ?? "")) return false;
  return status === 429 || (status >= 500 && status !== 501 && status !== 504);
}
