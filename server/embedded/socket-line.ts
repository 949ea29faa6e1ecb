import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { assertNever } from "../../lib/util/assert-never";
import type { FaultChunk } from "./sink";

/**
 * The sending half of one WebSocket: frames sent in one turn of the event loop leave in one write,
 * a slow reader is noticed, and faults can be acted out.
 */
export class SocketLine {
  #corked = false;
  #dead = false;
  #draining: Promise<void> | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly maxBufferedBytes: number,
  ) {
    socket.on("ping", (payload: Buffer) => {
      if (!this.#dead && socket.bufferedAmount <= maxBufferedBytes) socket.pong(payload);
    });
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(text: string): void {
    if (!this.open) return;
    this.#cork();
    this.socket.send(text);
  }

  sendJson(value: object): void {
    this.send(JSON.stringify(value));
  }

  congestion(): Promise<void> | null {
    if (!this.open || this.socket.bufferedAmount <= this.maxBufferedBytes) return null;
    return this.#drained();
  }

  /** Stops reading while this side cannot send: whoever does not read the answers may not go on asking. */
  pauseWhileBehind(): void {
    if (this.socket.isPaused) return;
    const behind = this.congestion();
    if (behind === null) return;
    this.socket.pause();
    void behind.then(() => {
      this.socket.resume();
    });
  }

  close(code: number, reason = ""): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  async fault(chunk: FaultChunk): Promise<void> {
    switch (chunk.type) {
      case "frame":
        this.send(chunk.text);
        return;
      case "stall":
        this.#dead ||= chunk.dead;
        return;
      case "close":
        this.close(chunk.code);
        return;
      case "drop":
        while (this.open && this.socket.bufferedAmount > 0) await this.#drained();
        this.terminate();
        return;
      default:
        assertNever(chunk);
    }
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.stream.uncork();
    });
  }

  // One for all that wait: a listener each would add up. `drain` comes only after a write that filled the
  // buffer; an empty write's callback comes after all that is queued.
  #drained(): Promise<void> {
    if (this.stream.destroyed) return Promise.resolve();
    this.#draining ??= new Promise<void>((resolve) => {
      const done = (): void => {
        this.stream.off("close", done);
        this.#draining = null;
        resolve();
      };
      this.stream.once("close", done);
      this.stream.write("", done);
    });
    return this.#draining;
  }
}
