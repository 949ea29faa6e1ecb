import type { RawData, WebSocket } from "ws";
import { assertNever } from "../../lib/util/assert-never";
import type { Clock } from "../../lib/util/clock";
import type { ArmedFaults } from "./armed";
import { cross, newCrossing, type Act, type Crossing } from "./crossing";
import { garbageFrame } from "./garbage";
import { readPassing } from "./passing";

type Frame = { data: RawData; isBinary: boolean };

export type JointOptions = {
  /** The server's end. */
  near: WebSocket;
  /** The provider's end. */
  far: WebSocket;
  faults: ArmedFaults;
  clock: Clock;
};

/** How many frames may wait for the server before no more are read from the provider. */
const MOST_WAITING = 256;
const STATUS_NOT_GIVEN = 1005;

/** Two sockets made one: what comes at one end goes out at the other, unless a fault is due. */
export class Joint {
  #crossing: Crossing = newCrossing;
  #held: Frame | null = null;
  /** What goes to the server keeps its order, however long a frame has to wait. */
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly options: JointOptions) {
    const { near, far } = options;
    near.on("error", () => undefined);
    near.on("message", (data, isBinary) => this.#fromServer({ data, isBinary }));
    far.on("message", (data, isBinary) => this.#fromProvider({ data, isBinary }));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("ping", (data) => this.#isDead() || to.ping(data));
      from.on("pong", (data) => this.#isDead() || to.pong(data));
    }
    near.on("close", (code, reason) => end(far, code, reason));
    far.on("close", (code, reason) => this.#later(async () => this.#providerLeft(code, reason)));
  }

  #fromServer(frame: Frame): void {
    const acts = this.#meet("server", frame);
    for (const act of acts) {
      if (act.do === "pass") this.options.far.send(frame.data, { binary: frame.isBinary });
      else this.#later(() => this.#perform(act, frame));
    }
  }

  #fromProvider(frame: Frame): void {
    const acts = this.#meet("provider", frame);
    for (const act of acts) this.#later(() => this.#perform(act, frame));
  }

  #meet(from: "server" | "provider", { data, isBinary }: Frame): readonly Act[] {
    const { faults } = this.options;
    const passing = readPassing(from, isBinary ? null : textOf(data));
    const { crossing, acts, fired } = cross(this.#crossing, passing, faults.upstream);
    this.#crossing = crossing;
    if (fired !== null) faults.fire(fired);
    return acts;
  }

  async #perform(act: Act, frame: Frame): Promise<void> {
    const { near, far, clock } = this.options;
    switch (act.do) {
      case "pass":
        return write(near, frame);
      case "hold":
        this.#held = frame;
        return;
      case "release":
        return this.#release();
      case "say":
        return write(near, { data: Buffer.from(act.text), isBinary: false });
      case "spill": {
        const garbage = garbageFrame(act.garbage);
        return write(near, { data: Buffer.from(garbage), isBinary: typeof garbage !== "string" });
      }
      case "wait":
        return new Promise((resolve) => void clock.after(act.ms, resolve));
      case "close":
        return near.close(1000);
      case "cut":
        near.terminate();
        return far.terminate();
      default:
        return assertNever(act);
    }
  }

  async #release(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held !== null) await write(this.options.near, held);
  }

  async #providerLeft(code: number, reason: Buffer): Promise<void> {
    await this.#release();
    if (this.#crossing.mode.type !== "stalled" || !this.#crossing.mode.dead) {
      end(this.options.near, code, reason);
    }
  }

  #later(act: () => Promise<void>): void {
    const { far } = this.options;
    this.#waiting += 1;
    if (this.#waiting === MOST_WAITING) far.pause();
    this.#tail = this.#tail.then(act).finally(() => {
      this.#waiting -= 1;
      if (this.#waiting === MOST_WAITING / 2) far.resume();
    });
  }

  #isDead(): boolean {
    const { mode } = this.#crossing;
    return mode.type === "stalled" && mode.dead;
  }
}

const textOf = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : data).toString();

/** Resolves once the frame has left this process, or cannot any more. */
const write = (socket: WebSocket, { data, isBinary }: Frame): Promise<void> =>
  new Promise((resolve) => socket.send(data, { binary: isBinary }, () => resolve()));

/** Ends one socket as the other one ended. */
function end(socket: WebSocket, code: number, reason: Buffer): void {
  if (code === STATUS_NOT_GIVEN) return socket.close();
  const mayBeSent = (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1006) || code >= 3000;
  if (mayBeSent) socket.close(code, reason);
  else socket.terminate();
}
