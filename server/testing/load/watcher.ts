import type WebSocket from "ws";
import type { Cursor } from "../../../lib/protocol/cursor";
import { ORIGIN } from "../../../lib/protocol/cursor";
import { PROTOCOL_VERSION } from "../../../lib/protocol/version";
import { headOf, madeAt } from "./frame-head";

/** A viewer that folds nothing: it holds that frames have no gap, and notes how old each is when it comes. */
export class Watcher {
  cursor: Cursor;
  /** Milliseconds from an event to this viewer, since they were last taken. */
  #ages: number[] = [];
  #live = false;
  #listeners = new Set<() => void>();
  #failure: Error | null = null;

  constructor(
    readonly socket: WebSocket,
    readonly sessionId: string,
    from: Cursor = ORIGIN,
  ) {
    this.cursor = from;
    socket.on("message", (frame: Buffer) => this.#receive(frame));
    socket.on("error", () => undefined);
    socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    socket.send(JSON.stringify({ type: "subscribe", sessionId, cursor: from }));
  }

  takeAges(): number[] {
    return this.#ages.splice(0);
  }

  /** Resolves once everything up to `seq` has come. */
  reached(seq: number): Promise<void> {
    return this.#until(() => this.cursor.seq >= seq);
  }

  caughtUp(): Promise<void> {
    return this.#until(() => this.#live);
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (this.#failure) reject(this.#failure);
        else if (!condition()) return;
        else resolve();
        this.#listeners.delete(check);
      };
      this.#listeners.add(check);
      check();
    });
  }

  #receive(frame: Buffer): void {
    const head = headOf(frame);
    if (head) this.#advance(frame, head);
    else if (frame.subarray(0, 19).toString() === '{"type":"caught_up"') this.#live = true;
    for (const check of [...this.#listeners]) check();
  }

  #advance(frame: Buffer, { epoch, after, upTo }: NonNullable<ReturnType<typeof headOf>>): void {
    if (after > this.cursor.seq)
      this.#failure = new Error(`gap: at ${this.cursor.seq}, frame after ${after}`);
    if (this.#live) this.#ages.push(Date.now() - madeAt(frame));
    this.cursor = { epoch, seq: Math.max(this.cursor.seq, upTo) };
  }
}
