import type { Clock } from "../../lib/util/clock";
import type { Held } from "./chain";
import type { Previous, Step } from "./exchange";
import { Flight, type FlightTimes } from "./flight";
import type { RequestFrame } from "./request-frame";

type Start = {
  /** Null for a warm-up. */
  key: string | null;
  frame: RequestFrame;
  times: FlightTimes;
};

/** The default lane of one socket: what it holds to be continued, and the one response in flight. */
export class MainLane {
  #flight: Flight | null = null;
  #held: Held | null = null;
  /** The response that ended last: its stragglers are dropped. */
  #previous: Previous | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly onSilent: () => void,
  ) {}

  get flight(): Flight | null {
    return this.#flight;
  }

  get held(): Held | null {
    return this.#held;
  }

  start({ key, frame, times }: Start): void {
    const { clock, onSilent } = this;
    const previous = this.#previous;
    this.#flight = new Flight(key, frame, { clock, times, previous, onSilent });
  }

  /** The last byte of a request has left. */
  sent(frame: RequestFrame): void {
    if (this.#flight?.frame === frame) this.#flight.sent();
  }

  settle(flight: Flight, step: Extract<Step, { type: "done" | "failed" }>): void {
    flight.stop();
    this.#flight = null;
    this.#previous = flight.told ?? this.#previous;
    this.#held = step.type === "done" ? flight.held(step) : null;
  }

  /** Adds text that the provider has put behind the response that it holds. */
  grow(bytes: number): void {
    if (this.#held !== null) this.#held = { ...this.#held, bytes: this.#held.bytes + bytes };
  }

  forsakeCalls(): void {
    if (this.#held !== null) this.#held = { ...this.#held, openCalls: false };
  }

  clear(): void {
    this.#flight?.stop();
    this.#flight = null;
    this.#held = null;
    this.#previous = null;
  }
}
