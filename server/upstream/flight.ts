import { itemBytes, itemsText, type Held } from "./chain";
import type { Clock } from "../../lib/util/clock";
import { Exchange, type Step } from "./exchange";
import { readEvent } from "./read-event";
import type { RequestFrame } from "./request-frame";
import { Watchdog } from "./watchdog";

/** One `response.create` on the wire, from its last byte to its terminal event. */
export class Flight {
  readonly #exchange: Exchange;
  readonly #watchdog: Watchdog;

  constructor(
    /** Key of the response; null for a warm-up. */
    readonly key: string | null,
    readonly frame: RequestFrame,
    private readonly options: {
      clock: Clock;
      firstEventMs: number;
      betweenEventsMs: number;
      previousId: string | null;
      onSilent: () => void;
    },
  ) {
    this.#exchange = new Exchange(options.previousId);
    this.#watchdog = new Watchdog(options.clock, options.onSilent);
    this.#watchdog.extend(options.firstEventMs);
  }

  get providerId(): string | null {
    return this.#exchange.providerId;
  }

  read(text: string): readonly Step[] {
    this.#watchdog.extend(this.options.betweenEventsMs);
    const event = readEvent(text);
    return event === null ? [] : this.#exchange.read(event);
  }

  stop(): void {
    this.#watchdog.stop();
  }

  /** What the socket holds after this response ended well. */
  held({ output }: Extract<Step, { type: "done" }>): Held | null {
    const { providerId } = this;
    if (providerId === null || providerId === "") return null;
    const bytes = this.frame.context + itemBytes(itemsText(output));
    return { key: this.key, providerId, settings: this.frame.settings, bytes };
  }
}
