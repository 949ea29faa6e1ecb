import { backoff } from "../util/backoff";
import type { Clock } from "../util/clock";
import type { Link } from "./state";

/** A connection that ends sooner counts as a failed attempt: a server that greets and drops is not hammered. */
const STABLE_MS = 5_000;

/** When to try again, and since when there has been no connection. */
export class Retry {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
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
  next(): { delay: number; link: Link } {
    const now = this.#clock.now();
    if (this.#connectedAt !== null && now - this.#connectedAt >= STABLE_MS) this.#attempt = 0;
    this.#connectedAt = null;
    const since = (this.#lostAt ??= now);
    const delay = backoff(this.#attempt++, this.#random());
    const link: Link = isOffline()
      ? { status: "offline", since }
      : { status: "reconnecting", since, retryAt: now + delay };
    return { delay, link };
  }
}

const isOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;
