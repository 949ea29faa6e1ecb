import type { Ask } from "./ask";
import type { UpstreamFailure } from "./port";
import type { WireEvent } from "./read-event";

/** A provider never frees a name on a socket (it takes 32), so that a few are used again and again. */
const names = ["ask-1", "ask-2", "ask-3", "ask-4"] as const;

/** The named lanes of one socket, each with the short response under way on it. */
export class Lanes {
  readonly #busy = new Map<string, Ask>();

  /** Whether a response is under way; one that was given up counts until the provider has ended it. */
  get busy(): boolean {
    return this.#busy.size > 0;
  }

  /** A name on which nothing is under way; null when all are taken. */
  free(): string | null {
    return names.find((name) => !this.#busy.has(name)) ?? null;
  }

  put(name: string, ask: Ask): void {
    this.#busy.set(name, ask);
  }

  /** Whether `name` is a lane of ours. Events of one on which nothing is under way are dropped. */
  owns(name: string): boolean {
    return names.some((own) => own === name);
  }

  read(name: string, event: WireEvent): void {
    if (this.#busy.get(name)?.read(event) === true) this.#busy.delete(name);
  }

  /** The socket is gone, and with it all that was under way. */
  clear(why: UpstreamFailure): void {
    const asks = [...this.#busy.values()];
    this.#busy.clear();
    for (const ask of asks) ask.fail(why);
  }
}
