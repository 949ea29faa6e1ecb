import type { ResponsesError } from "../../lib/responses/error";
import type { ProviderProfile } from "./capabilities";
import type { ConnectionOptions } from "./connection";
import type { Socket } from "./dial";
import type { Step } from "./exchange";
import { goneBeforeSent, providerFailure, recoveryFor, tooLarge } from "./failure";
import type { Flight } from "./flight";
import type { Capabilities, CreateRequest, LineListener, LineStatus, ResponseSettings } from "./port";
import type { UpstreamFailure, UpstreamLine } from "./port";
import { requestFrame, settingsText, warmupFrame } from "./request-frame";
import { Wanted } from "./wanted";
import { Wire } from "./wire";

export type LineOptions = ConnectionOptions & {
  profile: ProviderProfile;
  onSocket: (socket: Socket) => void;
  onClosed: (line: ResponsesLine) => void;
};

/** One session's line over one socket at a time. What may be repeated unseen is decided here. */
export class ResponsesLine implements UpstreamLine {
  readonly #wire: Wire;
  #wanted: Wanted | null = null;
  #toPrepare: ResponseSettings | null = null;
  #warmup: boolean;
  #closed = false;

  constructor(
    private readonly options: LineOptions,
    private readonly listener: LineListener,
  ) {
    this.#warmup = options.profile.warmup;
    this.#wire = new Wire(
      { ...options, maxAgeMs: options.profile.maxAgeMs },
      {
        onReady: () => this.#advance(),
        onStep: (flight, step) => (flight.key === null ? this.#prepared(step) : this.#answered(flight, step)),
        onDown: (flight, why) => this.#fell(flight, why),
        onStatus: (status) => {
          if (!this.#closed) listener.onStatus(status);
        },
        onSocket: options.onSocket,
      },
    );
  }

  get status(): LineStatus {
    return this.#wire.status;
  }

  get capabilities(): Capabilities {
    return { warmup: this.#warmup, steer: false, lanes: false };
  }

  create(request: CreateRequest): void {
    if (this.#closed) return;
    if (this.#wanted !== null) throw new Error("create before the response under way has ended");
    this.#wanted = new Wanted(request, this.options.clock.now());
    this.#advance();
  }

  warm(settings: ResponseSettings): void {
    if (this.#closed || this.#wanted !== null) return;
    this.#toPrepare = settings;
    this.#advance();
  }

  steer(): "unsupported" {
    return "unsupported";
  }

  cancel(key: string): void {
    if (this.#wanted?.key !== key) return;
    this.#wanted = null;
    if (this.#wire.flight?.key === key) this.#wire.drop();
  }

  close(): void {
    this.#closed = true;
    this.#wanted = null;
    this.#toPrepare = null;
    this.#wire.drop();
    this.options.onClosed(this);
  }

  #advance(): void {
    if ((this.#wanted === null && this.#toPrepare === null) || !this.#wire.prepare()) return;
    const settings = this.#toPrepare;
    this.#toPrepare = null;
    if (this.#wanted !== null) this.#post(this.#wanted);
    else if (settings !== null && this.#warmup && this.#wire.held === null) {
      this.#wire.post(warmupFrame(settingsText(settings, this.options.profile.include)), null);
    }
  }

  #post(wanted: Wanted): void {
    const { include, maxFrameBytes } = this.options.profile;
    const { request, key } = wanted;
    const frame = requestFrame(request, settingsText(request.settings, include), this.#wire.held);
    if (frame.bytes.up > maxFrameBytes)
      return this.#failSoon(wanted, tooLarge(frame.bytes.up, maxFrameBytes));
    wanted.sentAt = this.options.clock.now();
    if (this.#wire.post(frame, key)) return;
    if (wanted.takeReconnect()) this.#advance();
    else this.#failSoon(wanted, goneBeforeSent());
  }

  #prepared(step: Step): void {
    const refused = step.type === "failed" || (step.type === "done" && step.output.length > 0);
    if (refused) this.#warmup = false;
    if (step.type === "done" && refused) this.#wire.drop();
    this.#advance();
  }

  #answered(flight: Flight, step: Step): void {
    const wanted = this.#wanted;
    if (wanted === null) return;
    if (step.type === "started") {
      return this.listener.onEvent(wanted.started(flight, step.providerId, this.#wire.openedAt));
    }
    if (step.type === "failed") return this.#refused(wanted, flight, step.error);
    if (step.type === "done") this.#wanted = null;
    this.listener.onEvent({ ...step, key: wanted.key });
  }

  #refused(wanted: Wanted, flight: Flight, error: ResponsesError): void {
    const recovery = recoveryFor(error);
    if (recovery === "reconnect") this.#wire.drop();
    if (wanted.mayRepeat(recovery, flight)) this.#advance();
    else this.#fail(providerFailure(error));
  }

  #fell(flight: Flight | null, why: UpstreamFailure): void {
    this.#toPrepare = null;
    const preparing = flight?.key === null;
    if (preparing) this.#warmup = false;
    if (this.#wanted !== null && preparing) this.#advance();
    else this.#fail(why);
  }

  /** No event is emitted inside `create`. */
  #failSoon(wanted: Wanted, why: UpstreamFailure): void {
    this.options.clock.after(0, () => {
      if (this.#wanted === wanted) this.#fail(why);
    });
  }

  #fail(why: UpstreamFailure): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted === null) return;
    this.listener.onEvent({ type: "failed", key: wanted.key, failure: this.#wire.safe(why) });
  }
}
