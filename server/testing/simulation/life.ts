import type { Clock } from "../../../lib/util/clock";

/** A process or a tab that may sleep and die: what reaches it waits while it sleeps, and is lost once it is dead. */
export class Life {
  #state: "awake" | "asleep" | "dead" = "awake";
  #held: (() => void)[] = [];
  #skewMs = 0;
  readonly #endings: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  get isAwake(): boolean {
    return this.#state === "awake";
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  /** Something happens to it. */
  pass(run: () => void): void {
    if (this.#state === "awake") run();
    else if (this.#state === "asleep") this.#held.push(run);
  }

  sleep(): void {
    if (this.#state === "awake") this.#state = "asleep";
  }

  /** What was missed happens at once, in its order. */
  wake(): void {
    if (this.#state !== "asleep") return;
    this.#state = "awake";
    for (const run of this.#held.splice(0)) this.clock.after(0, () => this.pass(run));
  }

  die(): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    this.#held = [];
    for (const end of this.#endings.splice(0)) end();
  }

  onDeath(run: () => void): void {
    this.#endings.push(run);
  }

  /** Its clock is set; what it waits for is measured as before. */
  jump(ms: number): void {
    this.#skewMs += ms;
  }

  /** It tells whole milliseconds, as a computer's does. */
  readonly ownClock: Clock = {
    now: () => Math.floor(this.clock.now()) + this.#skewMs,
    after: (ms, run) => {
      let isDue = true;
      const undo = this.clock.after(ms, () => this.pass(() => (isDue ? run() : undefined)));
      return () => {
        isDue = false;
        undo();
      };
    },
  };
}
