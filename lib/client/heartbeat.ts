import type { Clock } from "../util/clock";

const PING_MS = 20_000;
const PONG_MS = 10_000;

export type HeartbeatOptions = {
  clock: Clock;
  /** It has been quiet: ask for a sign of life. */
  ask: () => void;
  /** The other end did not answer in time. */
  onSilent: () => void;
};

/** Anything that arrives is a sign of life; the next ping goes out once it has been quiet. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #cancel: () => void = () => undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Something is expected within ten seconds: a greeting, or a pong. */
  expect(): void {
    this.#arm(PONG_MS, this.#options.onSilent);
  }

  /** Something arrived. */
  beat(): void {
    this.#arm(PING_MS, this.#options.ask);
  }

  stop(): void {
    this.#cancel();
  }

  #arm(ms: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, run);
  }
}
