import { backoff } from "../util/backoff";
import type { Clock } from "../util/clock";
import type { Link } from "./state";

/** A connection that ends sooner counts as a failed attempt: a server that greets and drops is not hammered. */
const STABLE_MS = 5_000;

/** So many attempts in a row of which the server answered the first half and not the second. */
const BLOCKED_AFTER = 3;

/** How an attempt or a connection ended. `no_socket`: the server answered, and its socket did not come up. */
export type Failure = "lost" | "no_socket" | "unreachable";

/**
 * The longest wait: short at first, because a server that takes so many pages a second has sent many of those away that
 * it lost at once, and longer once it seems to be gone.
 */
const SOON_MAX_MS = 8_000;
const LATER_MAX_MS = 30_000;
const SOON_MS = 60_000;

/** When to try again, and since when there has been no connection. */
export class Retry {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
  #withoutSocket = 0;
  #connectedAt: number | null = null;
  #lostAt: number | null = null;

  constructor({ clock, random }: { clock: Clock; random: () => number }) {
    this.#clock = clock;
    this.#random = random;
  }

  isFirst(): boolean {
    return this.#lostAt === null;
  }

  connected(): void {
    this.#connectedAt = this.#clock.now();
    this.#lostAt = null;
  }

  /** Milliseconds to wait, with full jitter, and what to show meanwhile. */
  next(failure: Failure): { delay: number; link: Link } {
    const now = this.#clock.now();
    this.#withoutSocket = failure === "no_socket" ? this.#withoutSocket + 1 : 0;
    if (this.#connectedAt !== null && now - this.#connectedAt >= STABLE_MS) this.#attempt = 0;
    this.#connectedAt = null;
    const since = (this.#lostAt ??= now);
    const maxMs = now - since < SOON_MS ? SOON_MAX_MS : LATER_MAX_MS;
    const delay = backoff(this.#attempt++, this.#random(), { maxMs });
    return { delay, link: isOffline() ? { status: "offline", since } : this.#away(since, now + delay) };
  }

  #away(since: number, retryAt: number): Link {
    const status = this.#withoutSocket >= BLOCKED_AFTER ? "blocked" : "reconnecting";
    return { status, since, retryAt };
  }
}

const isOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;
