import type { Ask } from "./ask";
import type { Held } from "./chain";
import { Connection, type ConnectionOptions } from "./connection";
import type { Step } from "./exchange";
import { connectionLimit, failure } from "./failure";
import type { Flight } from "./flight";
import { Lanes } from "./lanes";
import { MainLane } from "./main-lane";
import type { LineStatus, UpstreamFailure } from "./port";
import { readFrame, type LaneFrame, type SteerWireEvent, type WireEvent } from "./read-event";
import type { RequestFrame } from "./request-frame";

export type WireListener = {
  /** The socket is open and nothing is in flight. Not called when `prepare` returned true. */
  onReady: () => void;
  /** After a `done` or `failed` step nothing is in flight any more. */
  onStep: (flight: Flight, step: Step) => void;
  onSteer: (event: SteerWireEvent) => void;
  /** The socket ended or could not be opened; `flight` is what it took along. */
  onDown: (flight: Flight | null, failure: UpstreamFailure) => void;
  onStatus: (status: LineStatus) => void;
};

/** A connection and what is on it: the chain with its one response in flight, and short responses beside it. */
export class Wire {
  readonly #connection: Connection;
  readonly #main: MainLane;
  readonly #lanes: Lanes;
  /** The model of the socket's first request; null before it. */
  #model: string | null = null;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly listener: WireListener,
  ) {
    this.#lanes = new Lanes(options);
    this.#main = new MainLane(options.clock, () => this.#silent());
    this.#connection = new Connection(options, {
      onOpen: listener.onReady,
      onText: (text) => this.#receive(text),
      onDown: (ended) => this.#fell(ended),
      onStatus: listener.onStatus,
    });
  }

  get status(): LineStatus {
    return this.#connection.status;
  }

  get openedAt(): number | null {
    return this.#connection.openedAt;
  }

  get flight(): Flight | null {
    return this.#main.flight;
  }

  get held(): Held | null {
    return this.#main.held;
  }

  get busy(): boolean {
    return this.flight !== null || this.#lanes.busy;
  }

  safe(original: UpstreamFailure): UpstreamFailure {
    return this.#connection.safe(original);
  }

  /** Whether the socket is there and may serve one more request for `model`. */
  fits(model: string): boolean {
    const { maxAgeMs, modelPinned } = this.options.knowledge.profile;
    if (this.openedAt === null || !this.#connection.isOpen) return false;
    if (this.options.clock.now() - this.openedAt >= maxAgeMs) return false;
    return !modelPinned || this.#model === null || this.#model === model;
  }

  /** Whether a request can be posted now. If not, `onReady` or `onDown` follows; an unfit socket is replaced. */
  prepare(model: string): boolean {
    if (this.flight !== null) return false;
    if (this.openedAt !== null && !this.fits(model)) this.drop();
    return this.#connection.ensure();
  }

  /** False when no byte has left; the socket is given up then. */
  post(frame: RequestFrame, { key, model }: { key: string | null; model: string }): boolean {
    if (!this.#connection.send(frame.text, () => this.#main.sent(frame))) {
      this.drop();
      return false;
    }
    this.#start(key, frame);
    this.#model ??= model;
    return true;
  }

  /** Waits for a response that the provider starts by itself. */
  expect(key: string, frame: RequestFrame): void {
    this.#start(key, frame);
    this.#main.sent(frame);
  }

  send(text: string): boolean {
    return this.#connection.send(text);
  }

  /** See `MainLane.grow`. */
  grow(bytes: number): void {
    this.#main.grow(bytes);
  }

  /** The calls of the response that is held will not be answered. */
  forsakeCalls(): void {
    this.#main.forsakeCalls();
  }

  /** Sends a short request on a lane of its own; false when there is no open socket or no lane. */
  ask(ask: Ask, frameOf: (lane: string) => string): boolean {
    const lane = this.#lanes.free();
    if (lane === null || !this.#connection.send(frameOf(lane))) return false;
    ask.sent();
    this.#lanes.put(lane, ask);
    return true;
  }

  /** Gives up the socket with all that is on it: what arrives late can reach no later response. */
  drop(how: "close" | "terminate" = "close"): void {
    this.#forget(failure("lost", "The connection to the provider was given up."));
    this.#connection.drop(how);
  }

  #start(key: string | null, frame: RequestFrame): void {
    const { limits } = this.options;
    const isReused = this.#model !== null || this.#connection.waited;
    const firstEventMs = isReused ? limits.reusedFirstEventMs : limits.firstEventMs;
    const { betweenEventsMs, warmupMs, sendMs } = limits;
    const times = { sendMs, betweenEventsMs, firstEventMs: key === null ? warmupMs : firstEventMs };
    this.#main.start({ key, frame, times });
  }

  /** The one reader of the socket: each frame goes to the response of its lane. */
  #receive(text: string): void {
    const { lane, sequence, event } = readFrame(text);
    const aside = lane !== null && this.#lanes.owns(lane) ? lane : null;
    if (aside === null)
      for (const due of this.flight?.hear({ text, sequence, event }) ?? [event]) this.#take(due);
    else if (event !== null && event.type !== "steer") this.#lanes.read(aside, event);
  }

  #take(event: LaneFrame["event"]): void {
    if (event === null) return;
    if (event.type === "steer") this.listener.onSteer(event);
    else if (this.flight !== null) this.#read(this.flight, event);
    else if (event.type === "error") this.#refusedAtRest(event.error.code);
  }

  #read(flight: Flight, event: WireEvent): void {
    for (const step of flight.read(event)) {
      if (step.type === "done" || step.type === "failed") this.#main.settle(flight, step);
      this.listener.onStep(flight, step);
      if (this.flight !== flight) return;
    }
  }

  /** An error that belongs to no response is one of the connection. */
  #refusedAtRest(code: string | null): void {
    if (code === connectionLimit || this.#lanes.busy) this.drop();
  }

  #silent(): void {
    const { flight } = this;
    this.drop("terminate");
    const since =
      flight?.providerId === null ? "did not begin to answer" : "stopped in the middle of its answer";
    this.listener.onDown(flight, failure("timeout", `The provider ${since} and was given up.`));
  }

  #fell(ended: UpstreamFailure): void {
    const { flight } = this;
    this.#forget(ended);
    this.listener.onDown(flight, ended);
  }

  #forget(why: UpstreamFailure): void {
    this.#main.clear();
    this.#model = null;
    this.#lanes.clear(this.safe(why));
  }
}
