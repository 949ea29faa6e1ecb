import type { Socket } from "node:net";

/** `up` is the way from the page to the server. */
export type Way = "up" | "down";

/** One connection through the gate. It can be cut at an exact byte from now on. */
export class Wire {
  readonly closed: Promise<void>;
  readonly #ends: readonly Socket[];
  #left: Record<Way, number> = { up: Infinity, down: Infinity };
  #deaf = false;

  constructor(near: Socket, far: Socket) {
    this.#ends = [near, far];
    this.closed = new Promise((resolve) => near.once("close", () => resolve()));
    this.#join("up", near, far);
    this.#join("down", far, near);
  }

  /** Resolves when the connection is gone. */
  cut(way: Way, after: number): Promise<void> {
    this.#left[way] = after;
    if (after === 0) this.sever();
    return this.closed;
  }

  deafen(): void {
    this.#deaf = true;
  }

  sever(): void {
    for (const end of this.#ends) end.destroy();
  }

  #join(way: Way, from: Socket, to: Socket): void {
    from.on("data", (piece: Buffer) => this.#pass(way, piece, to));
    from.on("error", () => undefined);
    from.on("close", () => to.destroy());
  }

  #pass(way: Way, piece: Buffer, to: Socket): void {
    if (this.#deaf || this.#left[way] === 0) return;
    const part = piece.subarray(0, this.#left[way]);
    this.#left[way] -= part.length;
    to.write(part, () => {
      if (this.#left[way] === 0) this.sever();
    });
  }
}
