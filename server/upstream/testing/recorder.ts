import { setTimeout as pause } from "node:timers/promises";
import type { LineListener, LineStatus, UpstreamEvent } from "../port";

type Ended = Extract<UpstreamEvent, { type: "done" | "failed" }>;
type Started = Extract<UpstreamEvent, { type: "started" }>;

/** A listener that keeps what it hears. */
export class Recorder implements LineListener {
  readonly events: UpstreamEvent[] = [];
  readonly statuses: LineStatus[] = [];
  #waiting: (() => void)[] = [];

  readonly onEvent = (event: UpstreamEvent): void => {
    this.events.push(event);
    this.#wake();
  };

  readonly onStatus = (status: LineStatus): void => {
    this.statuses.push(status);
    this.#wake();
  };

  of(key: string): UpstreamEvent[] {
    return this.events.filter((event) => event.key === key);
  }

  /** The event that ends the response `key`, once it is there. */
  async ended(key: string): Promise<Ended> {
    return this.first(
      (event): event is Ended => event.key === key && (event.type === "done" || event.type === "failed"),
    );
  }

  async started(key: string): Promise<Started> {
    return this.first((event): event is Started => event.key === key && event.type === "started");
  }

  async first<E extends UpstreamEvent>(matches: (event: UpstreamEvent) => event is E): Promise<E>;
  async first(matches: (event: UpstreamEvent) => boolean): Promise<UpstreamEvent>;
  async first(matches: (event: UpstreamEvent) => boolean): Promise<UpstreamEvent> {
    for (;;) {
      const found = this.events.find(matches);
      if (found !== undefined) return found;
      await this.#change();
    }
  }

  async status(wanted: LineStatus): Promise<void> {
    while (this.statuses.at(-1) !== wanted) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Waits for a condition that no event announces. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(2);
}
