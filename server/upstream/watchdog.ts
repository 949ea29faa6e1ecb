import type { Clock } from "../../lib/util/clock";

/** A deadline that is moved far more often than it is met: moving it costs no timer. */
export class Watchdog {
  #deadline = 0;
  #timer: { at: number; undo: () => void } | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly onExpired: () => void,
  ) {}

  /** Sets the deadline `ms` from now. */
  extend(ms: number): void {
    this.#deadline = this.clock.now() + ms;
    if (this.#timer !== null && this.#timer.at <= this.#deadline) return;
    this.stop();
    this.#wait(ms);
  }

  stop(): void {
    this.#timer?.undo();
    this.#timer = null;
  }

  #wait(ms: number): void {
    this.#timer = { at: this.clock.now() + ms, undo: this.clock.after(ms, () => this.#check()) };
  }

  #check(): void {
    this.#timer = null;
    const left = this.#deadline - this.clock.now();
    if (left > 0) this.#wait(left);
    else this.onExpired();
  }
}
