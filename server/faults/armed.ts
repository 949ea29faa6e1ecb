import type { Fault, PageFault, UpstreamFault } from "./fault";
import { isPageFault } from "./fault";

export type Armed<T extends Fault = Fault> = { id: number; fault: T; principal: string };
export type Fired = { id: number; fault: Fault; at: number };

const MOST_ARMED = 32;
const MOST_FIRED = 100;

/** The faults that wait for fitting traffic, first armed first, and those that have hit. */
export class ArmedFaults {
  #lastId = 0;
  #armed: readonly Armed[] = [];
  #fired: readonly Fired[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #releases = new Set<() => void>();

  constructor(private readonly now: () => number) {}

  /** The id of the armed fault; null when too many are armed. */
  arm(fault: Fault, principal: string): number | null {
    if (this.#armed.length >= MOST_ARMED) return null;
    const id = ++this.#lastId;
    this.#armed = [...this.#armed, { id, fault, principal }];
    for (const listener of [...this.#listeners]) listener();
    return id;
  }

  /** Takes back every fault that waits, and lets go of what one holds back. */
  disarm(): void {
    this.#armed = [];
    for (const listener of [...this.#releases]) listener();
  }

  /** The fault has hit. False when another connection was first. */
  fire(id: number): boolean {
    const hit = this.#armed.find((armed) => armed.id === id);
    if (hit === undefined) return false;
    this.#armed = this.#armed.filter((armed) => armed !== hit);
    this.#fired = [...this.#fired, { id, fault: hit.fault, at: this.now() }].slice(-MOST_FIRED);
    return true;
  }

  get upstream(): readonly Armed<UpstreamFault>[] {
    return this.#armed.filter((armed): armed is Armed<UpstreamFault> => !isPageFault(armed.fault));
  }

  get page(): readonly Armed<PageFault>[] {
    return this.#armed.filter((armed): armed is Armed<PageFault> => isPageFault(armed.fault));
  }

  get all(): readonly Armed[] {
    return this.#armed;
  }

  get fired(): readonly Fired[] {
    return this.#fired;
  }

  /** Hears of every fault that is armed; returns the undo. */
  onArmed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears when all is disarmed; returns the undo. */
  onDisarmed(listener: () => void): () => void {
    this.#releases.add(listener);
    return () => this.#releases.delete(listener);
  }
}
