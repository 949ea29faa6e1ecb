import type { ResponsesError } from "../../lib/responses/error";
import type { ConnectionOptions } from "./connection";
import type { Step } from "./exchange";
import { isTooLarge, providerFailure, recoveryFor } from "./failure";
import type { Flight } from "./flight";
import { LineSteering } from "./line-steering";
import type { Capabilities, CreateRequest, LineListener, ResponseSettings } from "./port";
import type { SteerRequest, UpstreamFailure } from "./port";
import { RotatingWire } from "./rotating-wire";
import { Wanted } from "./wanted";
import { Warmups } from "./warmups";
import type { Wire, WireListener } from "./wire";

/** The one response under way of a line: when its request is sent, and what may be repeated unseen. */
export class LineSender {
  readonly #wires: RotatingWire;
  readonly #steering: LineSteering;
  readonly #warmups: Warmups;
  #wanted: Wanted | null = null;
  /** As last needed. */
  #settings: ResponseSettings | null = null;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly listener: LineListener,
  ) {
    this.#warmups = new Warmups(options.knowledge);
    this.#wires = new RotatingWire({ ...options, warmups: this.#warmups }, this.#wireListener(), {
      isNeeded: () => this.#wanted !== null || this.#warmups.wished !== null || this.#steering.holdsBack,
      settings: () => this.#settings,
    });
    this.#steering = new LineSteering(options, {
      wire: () => this.wire,
      wanted: () => this.#wanted,
      want: (wanted) => (this.#wanted = wanted),
      emit: (event) => this.listener.onEvent(event),
      advance: () => this.#advance(),
      refused: () => this.options.knowledge.refuseSteer(this.#settings?.model ?? ""),
    });
  }

  get wire(): Wire {
    return this.#wires.current;
  }

  get capabilities(): Capabilities {
    const known = this.options.knowledge.of(this.#settings?.model ?? null);
    return { ...known, warmup: this.#warmups.on };
  }

  create(request: CreateRequest): void {
    if (this.#wanted !== null) this.#supersede(this.#wanted);
    this.#wanted = Wanted.create(request, this.options.clock.now());
    this.#settings = request.settings;
    this.#advance();
  }

  warm(settings: ResponseSettings): void {
    if (this.#wanted !== null) return;
    this.#warmups.wished = settings;
    this.#settings = settings;
    this.#advance();
  }

  steer(request: SteerRequest): "sent" | "unsupported" {
    if (this.#wanted?.key !== request.key || !this.capabilities.steer) return "unsupported";
    this.#steering.add(request);
    return "sent";
  }

  cancel(key: string): void {
    const isWanted = this.#wanted?.key === key;
    if (!isWanted && !this.#steering.concerns(key)) return this.#forsakeCalls(key);
    const isOnWire = this.wire.flight?.key === key || this.#steering.concerns(key);
    this.#wanted = isWanted ? null : this.#wanted;
    this.#steering.clear();
    if (isOnWire) this.wire.drop();
    this.#advance();
  }

  #forsakeCalls(key: string): void {
    if (this.wire.held?.key !== key) return;
    this.wire.forsakeCalls();
    this.#wires.used();
  }

  close(): void {
    this.#wanted = null;
    this.#warmups.wished = null;
    this.#steering.clear();
    this.#wires.drop();
  }

  /** Tells that the wire has been used. */
  used(): void {
    this.#wires.used();
  }

  #wireListener(): WireListener {
    return {
      onReady: () => this.#advance(),
      onStep: (flight, step) =>
        flight.key === null ? this.#prepared(flight, step) : this.#took(flight, step),
      onSteer: (event) => this.#steering.read(event),
      onDown: (flight, why) => this.#fell(flight, why),
      onStatus: (status) => this.listener.onStatus(status),
    };
  }

  /** Only a response that the provider was to start by itself gives way to another. */
  #supersede(wanted: Wanted): void {
    const hasBegun = this.wire.flight?.providerId != null;
    if (wanted.request !== null || hasBegun)
      throw new Error("create before the response under way has ended");
    this.#steering.supersede();
  }

  #advance(): void {
    const settings = this.#wanted?.request?.settings ?? this.#warmups.wished;
    if (settings !== null && !this.#mustWait() && this.#wires.prepare(settings.model)) {
      this.#warmups.wished = null;
      if (this.#wanted !== null) this.#post(this.#wanted);
      else this.#warmups.post(settings, this.wire);
    }
    this.#wires.used();
  }

  #mustWait(): boolean {
    const wanted = this.#wanted;
    if (wanted === null) return false;
    return wanted.request === null || wanted.waits || this.#steering.holdsBack;
  }

  #post(wanted: Wanted): void {
    const { knowledge, clock } = this.options;
    const posted = wanted.post(this.wire, knowledge.profile, clock.now());
    if (posted.type === "reconnect") this.#advance();
    if (posted.type === "refused") this.#failSoon(wanted, posted.failure);
    if (posted.type === "sent" && posted.inFull) this.#steering.sentInFull();
  }

  #prepared(flight: Flight, step: Step): void {
    if (this.#warmups.read(this.wire, flight, step)) this.#advance();
  }

  #took(flight: Flight, step: Step): void {
    const wanted = this.#wanted;
    if (wanted === null) return;
    if (step.type === "started") {
      this.listener.onEvent(wanted.started(flight, step.providerId, this.wire.openedAt));
      return this.#steering.begun();
    }
    if (step.type === "failed") return this.#refused(wanted, flight, step.error);
    if (step.type === "done") {
      this.#wanted = null;
      this.#steering.ended();
    }
    this.listener.onEvent({ ...step, key: wanted.key });
    if (step.type === "done") this.#wires.used();
  }

  #refused(wanted: Wanted, flight: Flight, error: ResponsesError): void {
    const { limits, random, clock } = this.options;
    const ms = wanted.repeatAfter(error, flight, { ...limits, random: random() });
    if (recoveryFor(error) === "reconnect") this.wire.drop();
    if (ms === null) {
      this.#steering.failed();
      return this.#fail(providerFailure(error));
    }
    wanted.wait(clock, ms, () => this.#wanted === wanted && this.#advance());
    this.#advance();
  }

  #fell(flight: Flight | null, why: UpstreamFailure): void {
    this.#warmups.wished = null;
    const wasPreparing = flight?.key === null;
    const wasHeldBack = flight === null && this.#wanted !== null && this.#mustWait();
    if (wasPreparing) this.#warmups.lost();
    this.#steering.lost();
    if (wasPreparing || wasHeldBack) return this.#advance();
    if (flight !== null && isTooLarge(why)) this.options.knowledge.refuseFrame(flight.frame.bytes.up);
    this.#fail(why);
  }

  /** No event is emitted inside `create`. */
  #failSoon(wanted: Wanted, why: UpstreamFailure): void {
    this.options.clock.after(0, () => {
      if (this.#wanted === wanted) this.#fail(why);
    });
  }

  #fail(why: UpstreamFailure): void {
    const wanted = this.#wanted;
    const shown = this.wire.safe(why);
    this.#wanted = null;
    if (wanted === null) return;
    this.options.knowledge.noteFailure(shown);
    this.listener.onEvent({ type: "failed", key: wanted.key, failure: shown });
    this.#wires.used();
  }
}
