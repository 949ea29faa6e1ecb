import { isKeyFault, type ApiKey } from "../../../lib/responses/api-key";
import type { ResponsesError } from "../../../lib/responses/error";
import type { Clock } from "../../../lib/util/clock";
import type { AuthStyle } from "../capabilities";
import { credential } from "../dial";
import { Exchange, type Step } from "../exchange";
import {
  failure,
  missingKey,
  providerFailure,
  redacted,
  tooLarge,
  unreadableKey,
  unusableKey,
} from "../failure";
import type { UpstreamFailure } from "../port";
import type { WireEvent } from "../read-event";
import { isLoopback } from "../socket-url";
import { Watchdog } from "../watchdog";
import type { Connections } from "./connections";
import { endingFailure } from "./http-failure";
import type { HttpLimits } from "./limits";
import { Repeats } from "./repeats";
import { RoundTrip, type RoundTripEnding, type RoundTripOptions } from "./round-trip";

export type DeliveryOptions = {
  url: URL;
  /** Read anew for every request. */
  apiKey: () => ApiKey;
  connections: Connections;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  limits: HttpLimits;
  authStyle: AuthStyle;
  /** What the answer may be, when not a stream of events. */
  accept?: string;
  body: (withSealed: boolean) => string;
};

/** Of the body that was answered: its bytes, and Unix milliseconds of the connection that took it. */
export type Sent = { bytes: number; at: number };

export type DeliveryListener = {
  onStep: (step: Exclude<Step, { type: "failed" }>, sent: Sent) => void;
  onFailed: (failure: UpstreamFailure) => void;
};

/**
 * One request until its answer has ended; repeated only while the provider has certainly said nothing of an answer.
 * Ends with one `done` step or one failure, none of them inside the constructor.
 */
export class Delivery {
  #state: "unsent" | "sent" | "over" = "unsent";
  #trip: RoundTrip | null = null;
  #exchange = new Exchange(null);
  #sent: Sent = { bytes: 0, at: 0 };
  #key: string | null = null;
  #undo: () => void = () => undefined;
  readonly #repeats: Repeats;
  readonly #watchdog: Watchdog;

  constructor(
    private readonly options: DeliveryOptions,
    private readonly listener: DeliveryListener,
  ) {
    this.#repeats = new Repeats(options.limits);
    this.#watchdog = new Watchdog(options.clock, () => this.#silent());
    this.#send();
  }

  /** Whether anything may have reached the provider. */
  get sent(): boolean {
    return this.#state === "sent";
  }

  /** Ends the request. No callback follows. */
  cancel(): void {
    this.#leave();
    this.#trip?.abort();
  }

  #leave(): void {
    this.#state = "over";
    this.#watchdog.stop();
    this.#undo();
  }

  #send(): void {
    const { url, apiKey, authStyle, limits, clock, connections, accept } = this.options;
    const key = apiKey();
    if (isKeyFault(key)) return this.#failSoon(unreadableKey(key));
    this.#key = key;
    if (this.#key === null && !isLoopback(url)) return this.#failSoon(missingKey());
    const body = this.options.body(this.#repeats.withSealed);
    const bytes = Buffer.byteLength(body);
    if (bytes > limits.maxRequestBytes) return this.#failSoon(tooLarge(bytes, limits.maxRequestBytes));
    this.#exchange = new Exchange(null);
    const headers = {
      ...(accept === undefined ? {} : { accept }),
      ...(this.#key === null ? {} : credential(authStyle, this.#key)),
    };
    this.#trip = this.#start({ connections, clock, limits, headers, body }, bytes);
    if (this.#trip === null) this.#failSoon(unusableKey());
  }

  /** Null when the key holds characters that no header can carry; all else arrives as an ending. */
  #start(options: RoundTripOptions, bytes: number): RoundTrip | null {
    try {
      return new RoundTrip(options, {
        onConnected: () => this.#connected(bytes),
        onSent: () => this.#sentWhole(),
        onEvent: (event) => this.#read(event),
        onEnd: (ending) => this.#ended(ending),
      });
    } catch {
      return null;
    }
  }

  #connected(bytes: number): void {
    this.#state = "sent";
    this.#sent = { bytes, at: this.options.clock.now() };
    this.#watchdog.extend(this.options.limits.sendMs);
  }

  /** From here on the provider's silence counts. */
  #sentWhole(): void {
    if (this.#exchange.providerId === null) this.#watchdog.extend(this.options.limits.firstEventMs);
  }

  #read(event: WireEvent | null): void {
    this.#watchdog.extend(this.options.limits.betweenEventsMs);
    if (event === null) return;
    for (const step of this.#exchange.read(event)) {
      if (this.#state === "over") return;
      if (step.type === "failed") return this.#refused(step.error);
      if (step.type === "done") this.#leave();
      if (step.type === "done") this.#trip?.release();
      this.listener.onStep(step, this.#sent);
    }
  }

  #refused(error: ResponsesError): void {
    this.#trip?.release();
    const begun = this.#exchange.providerId !== null;
    if (!begun && this.#repeats.dropsSealed(error)) this.#send();
    else this.#fail(providerFailure(error));
  }

  #ended(ending: RoundTripEnding): void {
    this.#watchdog.stop();
    const ms = this.#repeats.waitAfter(ending, this.options.random());
    if (ms === null) this.#fail(endingFailure(ending));
    else this.#undo = this.options.clock.after(ms, () => this.#send());
  }

  #silent(): void {
    this.#trip?.abort();
    const since =
      this.#exchange.providerId === null ? "did not begin to answer" : "stopped in the middle of its answer";
    this.#fail(failure("timeout", `The provider ${since} and was given up.`));
  }

  #failSoon(why: UpstreamFailure): void {
    this.#undo = this.options.clock.after(0, () => this.#fail(why));
  }

  #fail(why: UpstreamFailure): void {
    this.#leave();
    this.listener.onFailed(redacted(why, this.#key));
  }
}
