import type { Clock } from "../../lib/util/clock";
import type { Ask } from "./ask";
import type { Limits } from "./limits";
import type { UpstreamFailure } from "./port";
import type { WireEvent } from "./read-event";

/** A provider never frees a name on a socket (it takes 32), so that a few are used again and again. */
const names = ["ask-1", "ask-2", "ask-3", "ask-4"] as const;

type LanesOptions = { clock: Clock; limits: Pick<Limits, "drainMs"> };

/** The named lanes of one socket, each with the short response under way on it. */
export class Lanes {
  readonly #busy = new Map<string, Ask>();
  /** Lanes whose response was given up and did not end in its time: what it may still say must reach nobody. */
  readonly #dirty = new Set<string>();

  readonly #drains = new Set<() => void>();

  constructor(private readonly options: LanesOptions) {}

  /** Whether a response is under way; one that was given up counts until the provider has ended it, or had its time. */
  get busy(): boolean {
    return this.#busy.size > 0;
  }

  /** A name on which nothing is under way; null when all are taken. */
  free(): string | null {
    return names.find((name) => !this.#busy.has(name) && !this.#dirty.has(name)) ?? null;
  }

  put(name: string, ask: Ask): void {
    this.#busy.set(name, ask);
    void ask.result.then(() => this.#drain(name, ask));
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
    this.#dirty.clear();
    for (const undo of this.#drains) undo();
    this.#drains.clear();
    for (const ask of asks) ask.fail(why);
  }

  #drain(name: string, ask: Ask): void {
    const { clock, limits } = this.options;
    if (this.#busy.get(name) !== ask) return;
    const undo = clock.after(limits.drainMs, () => {
      this.#drains.delete(undo);
      if (this.#busy.get(name) !== ask) return;
      this.#busy.delete(name);
      this.#dirty.add(name);
    });
    this.#drains.add(undo);
  }
}
