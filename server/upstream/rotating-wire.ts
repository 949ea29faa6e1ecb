import type { ConnectionOptions } from "./connection";
import type { ResponseSettings } from "./port";
import type { Warmups } from "./warmups";
import { Wire, type WireListener } from "./wire";

export type RotationOptions = ConnectionOptions & { warmups: Warmups };

/** What the rotation needs of its line. */
type RotatedLine = {
  /** Whether the line wants something of its wire, or is about to. */
  isNeeded: () => boolean;
  /** As the line last needed them; null when it never did. */
  settings: () => ResponseSettings | null;
};

type Next = { wire: Wire; state: "opening" | "ready" };

const againMs = 60_000;

/**
 * The wire of a line, replaced while it rests. Before a socket's greatest age a new one is opened and warmed,
 * and only then is the old one closed. A wire that nobody has used for long is closed. Neither happens while a
 * response streams or its calls are open, for those need the chain that the socket holds.
 */
export class RotatingWire {
  #current: Wire;
  #next: Next | null = null;
  #usedAt: number;
  #notBefore = 0;
  #stopCheck: () => void = () => undefined;

  constructor(
    private readonly options: RotationOptions,
    private readonly listener: WireListener,
    private readonly line: RotatedLine,
  ) {
    this.#usedAt = options.clock.now();
    this.#current = this.#open();
  }

  /** Changes only while nothing is in flight on it. */
  get current(): Wire {
    return this.#current;
  }

  /** See `Wire.prepare`. */
  prepare(model: string): boolean {
    const current = this.#current;
    if (this.#next !== null && !current.busy && !current.fits(model)) this.#swap(this.#next.wire);
    return this.#current.prepare(model);
  }

  /** Tells that a request was sent or has ended, or that the socket has opened. */
  used(): void {
    const { clock } = this.options;
    this.#usedAt = clock.now();
    if (this.#next !== null && clock.now() < this.#rotateAt()) this.#dropNext();
    if (this.#next?.state === "ready" && this.#rests()) this.#swap(this.#next.wire);
    this.#arm();
  }

  drop(): void {
    this.#dropNext();
    this.#current.drop();
    this.#stopCheck();
  }

  #open(): Wire {
    const { listener } = this;
    const isCurrent = (): boolean => this.#current === wire;
    const wire: Wire = new Wire(this.options, {
      onReady: () => (isCurrent() ? listener.onReady() : this.#warm(wire)),
      onStep: (flight, step) => {
        if (isCurrent()) listener.onStep(flight, step);
        else if (this.options.warmups.read(wire, flight, step)) this.#ready(wire);
      },
      onSteer: (event) => {
        if (isCurrent()) listener.onSteer(event);
      },
      onDown: (flight, why) => (isCurrent() ? listener.onDown(flight, why) : this.#failed(flight !== null)),
      onStatus: (status) => {
        if (isCurrent()) listener.onStatus(status);
      },
    });
    return wire;
  }

  #rests(): boolean {
    const { busy, held } = this.#current;
    return !busy && held?.openCalls !== true && !this.line.isNeeded();
  }

  #rotateAt(): number {
    const { maxAgeMs } = this.options.knowledge.profile;
    const margin = Math.min(this.options.limits.rotateMarginMs, maxAgeMs / 10);
    const { openedAt } = this.#current;
    return openedAt === null ? Infinity : Math.max(openedAt + maxAgeMs - margin, this.#notBefore);
  }

  #idleAt(): number {
    return this.#usedAt + this.options.knowledge.profile.idleMs;
  }

  #arm(): void {
    this.#stopCheck();
    if (this.#current.openedAt === null) return;
    const due = this.#next === null ? Math.min(this.#rotateAt(), this.#idleAt()) : this.#idleAt();
    const { clock } = this.options;
    this.#stopCheck = clock.after(Math.max(0, due - clock.now()), () => this.#check());
  }

  #check(): void {
    const { clock } = this.options;
    const now = clock.now();
    if (!this.#rests()) {
      this.#stopCheck = clock.after(againMs, () => this.#check());
      return;
    }
    if (now >= this.#idleAt()) return this.drop();
    if (now >= this.#rotateAt() && this.#next === null) this.#rotate();
    this.#arm();
  }

  #rotate(): void {
    const wire = this.#open();
    this.#next = { wire, state: "opening" };
    if (wire.prepare(this.line.settings()?.model ?? "")) this.#warm(wire);
  }

  #warm(wire: Wire): void {
    const settings = this.line.settings();
    if (settings === null || !this.options.warmups.post(settings, wire)) this.#ready(wire);
  }

  #ready(wire: Wire): void {
    if (this.#next?.wire !== wire) return;
    if (wire.openedAt === null) return this.#failed(false);
    this.#next = { wire, state: "ready" };
    if (this.#rests()) this.#swap(wire);
  }

  /** The old wire serves on until its age forbids it. */
  #failed(underWarmup: boolean): void {
    if (underWarmup) this.options.warmups.lost();
    this.#next = null;
    this.#notBefore = this.options.clock.now() + againMs;
    this.#arm();
  }

  #swap(wire: Wire): void {
    const old = this.#current;
    const before = old.status;
    this.#next = null;
    this.#current = wire;
    this.#notBefore = 0;
    old.drop();
    if (wire.status !== before) this.listener.onStatus(wire.status);
    this.#arm();
  }

  #dropNext(): void {
    const next = this.#next;
    this.#next = null;
    next?.wire.drop();
  }
}
