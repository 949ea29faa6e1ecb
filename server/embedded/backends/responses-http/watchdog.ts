/** Milliseconds that a server may stay silent: before its first byte, and between two. */
export type Timeouts = { firstByteMs: number; idleMs: number };

/** A local server may have to load its model first. */
export const DEFAULT_TIMEOUTS: Timeouts = { firstByteMs: 240_000, idleMs: 120_000 };

/** Aborts one request when its caller does, or when the server has been silent for too long. */
export class Watchdog {
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    caller: AbortSignal,
    private readonly timeouts: Timeouts,
  ) {
    this.signal = AbortSignal.any([caller, this.#own.signal]);
    this.#arm(timeouts.firstByteMs);
  }

  /** True when it was the server's silence that ended the request. */
  get barked(): boolean {
    return this.#own.signal.aborted;
  }

  listen(): void {
    this.#arm(this.timeouts.idleMs);
  }

  rest(): void {
    clearTimeout(this.#timer);
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#own.abort();
    }, ms);
  }
}
