import type { Scenario } from "./scenario";

/** One turn as its client saw it. */
export type Turn = {
  ms: number;
  /** From the question to the first text. */
  firstDeltaMs: number;
  /** Microseconds from each delta's birth to the client, for every viewer. */
  ages: number[];
};

/** Somebody who asks and runs the tools, through one of the peers. */
export type Client = {
  turn(scenario: Scenario): Promise<Turn>;
  /** Tells that a question is being typed, where there is somebody to tell. */
  announce(): void;
  /** Deltas that the turn under way has brought so far. */
  heard(): number;
  close(): Promise<void>;
};

/** A turn under way. */
export class Running {
  readonly done: Promise<Turn>;
  readonly #start = performance.now();
  readonly #ages: number[] = [];
  #firstDeltaMs = 0;
  #finish: (turn: Turn) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  get count(): number {
    return this.#ages.length;
  }

  heard(ages: readonly number[]): void {
    if (this.#ages.length === 0) this.#firstDeltaMs = performance.now() - this.#start;
    this.#ages.push(...ages);
  }

  finish(): void {
    this.#finish({ ms: performance.now() - this.#start, firstDeltaMs: this.#firstDeltaMs, ages: this.#ages });
  }

  fail(reason: string): void {
    this.#fail(new Error(reason));
  }
}
