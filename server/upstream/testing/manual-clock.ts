import type { Clock } from "../../../lib/util/clock";

type Waiting = { at: number; run: () => void };

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  readonly #waiting = new Set<Waiting>();

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.#now + ms, run };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  };

  get pending(): number {
    return this.#waiting.size;
  }

  /** Whether something falls due in exactly `ms`. */
  dueIn(ms: number): boolean {
    return [...this.#waiting].some(({ at }) => at === this.#now + ms);
  }

  /** Moves on by `ms` and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }

  #next(end: number): Waiting | null {
    const due = [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    return due[0] ?? null;
  }
}
