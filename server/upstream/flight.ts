import type { Clock } from "../../lib/util/clock";
import { hasOpenCalls, itemBytes, itemsText, type Held } from "./chain";
import { Exchange, type Previous, type Step } from "./exchange";
import type { Limits } from "./limits";
import { FrameOrder, type NumberedFrame } from "./frame-order";
import type { LaneFrame, WireEvent } from "./read-event";
import type { RequestFrame } from "./request-frame";
import { Watchdog } from "./watchdog";

export type FlightTimes = Pick<Limits, "sendMs" | "firstEventMs" | "betweenEventsMs">;

/** One response on the wire, from its request's last byte (or its parent's end) to its terminal event. */
export class Flight {
  readonly #exchange: Exchange;
  readonly #watchdog: Watchdog;
  readonly #order = new FrameOrder<LaneFrame["event"]>();
  #wasRefused = false;
  #wasHeard = false;

  constructor(
    /** Key of the response; null for a warm-up. */
    readonly key: string | null,
    readonly frame: RequestFrame,
    private readonly options: {
      clock: Clock;
      times: FlightTimes;
      previous: Previous | null;
      onSilent: () => void;
    },
  ) {
    this.#exchange = new Exchange(options.previous);
    this.#watchdog = new Watchdog(options.clock, options.onSilent);
    this.#watchdog.extend(options.times.sendMs);
  }

  /** The last byte of the request has left: from here on the provider's silence counts. */
  sent(): void {
    if (!this.#wasHeard) this.#watchdog.extend(this.options.times.firstEventMs);
  }

  get providerId(): string | null {
    return this.#exchange.providerId;
  }

  get told(): Previous | null {
    return this.#exchange.told;
  }

  /** Whether the provider answered with an error instead of beginning a response: nothing ran. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  /**
   * The provider has said something, if only that it is there. Returns what is due now, in order and once. What comes
   * before the response begins is not of it: its number counts another's frames.
   */
  hear(frame: NumberedFrame<LaneFrame["event"]>): LaneFrame["event"][] {
    this.#wasHeard = true;
    this.#watchdog.extend(this.options.times.betweenEventsMs);
    const type = frame.event?.type;
    if (type === "steer") {
      this.#order.pass(frame.sequence);
      return [frame.event];
    }
    if (this.providerId === null && type !== "begun") return [frame.event];
    return this.#order.take(frame, type === "ended" || type === "error");
  }

  read(event: WireEvent): readonly Step[] {
    this.#wasRefused = event.type === "error" && this.providerId === null;
    return this.#exchange.read(event);
  }

  stop(): void {
    this.#watchdog.stop();
  }

  /** What the socket holds after this response ended well. An unfinished call cannot be answered, nor continued. */
  held({ output }: Extract<Step, { type: "done" }>): Held | null {
    const { providerId } = this;
    if (providerId === null || providerId === "" || this.#exchange.hasCutCall) return null;
    const bytes = this.frame.context + itemBytes(itemsText(output));
    const openCalls = hasOpenCalls(output);
    return { key: this.key, providerId, settings: this.frame.settings, bytes, openCalls };
  }
}
