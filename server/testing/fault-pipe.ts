import type { Socket } from "node:net";

/** What befalls the bytes of one way; what is left out is as on a sound wire. */
export type PipeFault = {
  /** Each piece arrives so much later. */
  delayMs?: number;
  /** Nothing is passed on in the first `openMs`. */
  openMs?: number;
  bytesPerSecond?: number;
  /** After exactly so many bytes: `hold` reads no further, `drop` reads on for nothing, a function is called once. */
  limit?: { after: number; then: "hold" | "drop" | (() => void) };
};

type Step = { at: number; do: "pass"; piece: Buffer } | { at: number; do: "limit" | "end" };

const SLICES_PER_SECOND = 50;

/** Passes on what arrives at one socket to another, and then the end. */
export class FaultPipe {
  /** Bytes passed on. */
  passed = 0;
  readonly #opensAt: number;
  #steps: Step[] = [];
  #taken = 0;
  #taking = true;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly fault: PipeFault,
  ) {
    this.#opensAt = performance.now() + (fault.openMs ?? 0);
    from.on("data", (piece: Buffer) => this.#take(piece));
    from.on("close", () => this.#end());
    from.on("error", () => to.resetAndDestroy());
    to.on("drain", () => from.resume());
    to.on("close", () => clearTimeout(this.#timer ?? undefined));
    this.#checkLimit();
  }

  #take(piece: Buffer): void {
    if (!this.#taking) return;
    const part = piece.subarray(0, (this.fault.limit?.after ?? Infinity) - this.#taken);
    this.#taken += part.length;
    for (const slice of this.#slices(part)) this.#add({ at: this.#due(slice), do: "pass", piece: slice });
    this.#checkLimit();
  }

  #checkLimit(): void {
    if (this.#taken !== this.fault.limit?.after) return;
    this.#taking = false;
    this.#add({ at: this.#due(), do: "limit" });
  }

  #end(): void {
    if (!this.#taking) return;
    this.#taking = false;
    this.#add({ at: this.#due(), do: "end" });
  }

  #slices(piece: Buffer): Buffer[] {
    const { bytesPerSecond } = this.fault;
    if (bytesPerSecond === undefined) return [piece];
    const size = Math.ceil(bytesPerSecond / SLICES_PER_SECOND);
    return Array.from({ length: Math.ceil(piece.length / size) }, (_, at) =>
      piece.subarray(at * size, (at + 1) * size),
    );
  }

  /** When a slice has crossed: with a bandwidth, after those before it. */
  #due(slice?: Buffer): number {
    const { delayMs = 0, bytesPerSecond = Infinity } = this.fault;
    const now = Math.max(performance.now(), this.#opensAt) + delayMs;
    return Math.max(now, this.#steps.at(-1)?.at ?? 0) + ((slice?.length ?? 0) * 1_000) / bytesPerSecond;
  }

  #add(step: Step): void {
    this.#steps.push(step);
    if (this.fault.bytesPerSecond !== undefined) this.from.pause();
    if (this.#timer === null) this.#release();
  }

  #release(): void {
    this.#timer = null;
    const now = performance.now();
    for (let step = this.#steps[0]; step !== undefined && step.at <= now; step = this.#steps[0]) {
      this.#steps.shift();
      this.#do(step);
    }
    const [next] = this.#steps;
    if (next !== undefined) this.#timer = setTimeout(() => this.#release(), next.at - now);
    else if (this.#taking) this.from.resume();
  }

  #do(step: Step): void {
    if (step.do === "pass") this.#pass(step.piece);
    else if (step.do === "limit") this.#meetLimit();
    else this.to.end();
  }

  #pass(piece: Buffer): void {
    this.passed += piece.length;
    if (!this.to.write(piece) && this.fault.bytesPerSecond === undefined) this.from.pause();
  }

  #meetLimit(): void {
    const then = this.fault.limit?.then;
    if (then === "hold") this.from.pause();
    if (typeof then === "function") this.to.write("", () => then());
  }
}
