import type { Held } from "./chain";
import { Connection, type ConnectionOptions } from "./connection";
import type { Socket } from "./dial";
import type { Step } from "./exchange";
import { failure } from "./failure";
import { Flight } from "./flight";
import type { LineStatus, UpstreamFailure } from "./port";
import type { RequestFrame } from "./request-frame";

export type WireOptions = ConnectionOptions & { maxAgeMs: number };

export type WireListener = {
  /** The socket is open and nothing is in flight. */
  onReady: () => void;
  /** After a `done` or `failed` step nothing is in flight any more. */
  onStep: (flight: Flight, step: Step) => void;
  /** The socket ended or could not be opened; `flight` is what it took along. */
  onDown: (flight: Flight | null, failure: UpstreamFailure) => void;
  onStatus: (status: LineStatus) => void;
  onSocket: (socket: Socket) => void;
};

/** A connection, the chain that its live socket holds, and the one request in flight on it. */
export class Wire {
  readonly #connection: Connection;
  #held: Held | null = null;
  #flight: Flight | null = null;
  /** Id of the response that ended last on this socket: its stragglers are dropped. */
  #previousId: string | null = null;
  #hasServed = false;

  constructor(
    private readonly options: WireOptions,
    private readonly listener: WireListener,
  ) {
    this.#connection = new Connection(options, {
      onOpen: listener.onReady,
      onText: (text) => this.#receive(text),
      onDown: (ended) => this.#fell(ended),
      onStatus: listener.onStatus,
      onSocket: listener.onSocket,
    });
  }

  get status(): LineStatus {
    return this.#connection.status;
  }

  get openedAt(): number | null {
    return this.#connection.openedAt;
  }

  get flight(): Flight | null {
    return this.#flight;
  }

  get held(): Held | null {
    return this.#held;
  }

  safe(original: UpstreamFailure): UpstreamFailure {
    return this.#connection.safe(original);
  }

  /** Whether a request can be posted now. If not, `onReady` or `onDown` follows; an aged socket is replaced. */
  prepare(): boolean {
    if (this.#flight !== null) return false;
    const { openedAt } = this;
    if (openedAt !== null && this.options.clock.now() - openedAt < this.options.maxAgeMs) return true;
    if (openedAt !== null) this.drop();
    this.#connection.ensure();
    return false;
  }

  /** False when no byte has left; the socket is given up then. */
  post(frame: RequestFrame, key: string | null): boolean {
    if (!this.#connection.send(frame.text)) {
      this.drop();
      return false;
    }
    const { clock } = this.options;
    this.#flight = new Flight(key, frame, {
      clock,
      firstEventMs: this.#firstEventMs(key),
      betweenEventsMs: this.options.limits.betweenEventsMs,
      previousId: this.#previousId,
      onSilent: () => this.#silent(),
    });
    this.#hasServed = true;
    return true;
  }

  /** Gives up the socket with all that is on it: what arrives late can reach no later response. */
  drop(how: "close" | "terminate" = "close"): void {
    this.#forget();
    this.#connection.drop(how);
  }

  #firstEventMs(key: string | null): number {
    const { limits } = this.options;
    if (key === null) return limits.warmupMs;
    return this.#hasServed ? limits.reusedFirstEventMs : limits.firstEventMs;
  }

  #receive(text: string): void {
    const flight = this.#flight;
    if (flight === null) return;
    for (const step of flight.read(text)) {
      if (step.type === "done" || step.type === "failed") this.#settle(flight, step);
      this.listener.onStep(flight, step);
      if (this.#flight !== flight) return;
    }
  }

  #settle(flight: Flight, step: Extract<Step, { type: "done" | "failed" }>): void {
    flight.stop();
    this.#flight = null;
    this.#previousId = flight.providerId ?? this.#previousId;
    this.#held = step.type === "done" ? flight.held(step) : null;
  }

  #silent(): void {
    const flight = this.#flight;
    this.drop("terminate");
    const since =
      flight?.providerId === null ? "did not begin to answer" : "stopped in the middle of its answer";
    this.listener.onDown(flight, failure("timeout", `The provider ${since} and was given up.`));
  }

  #fell(ended: UpstreamFailure): void {
    const flight = this.#flight;
    this.#forget();
    this.listener.onDown(flight, ended);
  }

  #forget(): void {
    this.#flight?.stop();
    this.#flight = null;
    this.#held = null;
    this.#previousId = null;
    this.#hasServed = false;
  }
}
