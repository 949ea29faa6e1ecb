import { connect, type Socket } from "node:net";
import type { Cursor } from "../../../lib/protocol/cursor";
import { ORIGIN } from "../../../lib/protocol/cursor";
import { PROTOCOL_VERSION } from "../../../lib/protocol/version";
import { headOf } from "./frame-head";
import { framesIn } from "./server-frames";

const BYTES = 1_024;

/** A viewer that takes 1 KiB each time it is told to read, and no more. */
export class SlowViewer {
  readonly #socket: Socket;
  readonly #read: Buffer[] = [];

  constructor(origin: string, { cookie, sessionId }: { cookie: string; sessionId: string }) {
    const { port, host } = new URL(origin);
    this.#socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
    this.#socket.on("error", () => undefined);
    this.#socket.pause();
    const head = ["GET /ws HTTP/1.1", `Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`];
    const rest = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    const key = "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==";
    this.#socket.write(`${[...head, ...rest, key].join("\r\n")}\r\n\r\n`);
    this.#send({ type: "hello", version: PROTOCOL_VERSION });
    this.#send({ type: "subscribe", sessionId, cursor: ORIGIN });
  }

  readSome(): void {
    const some = this.#socket.read(BYTES) as Buffer | null;
    if (some) this.#read.push(some);
  }

  /** Where it stands by the frames that it has read to their end; a gap between them throws. */
  cursor(): Cursor {
    const all = Buffer.concat(this.#read);
    let cursor: Cursor = ORIGIN;
    for (const frame of framesIn(all.subarray(all.indexOf("\r\n\r\n") + 4))) {
      const head = headOf(frame);
      if (!head) continue;
      if (head.after > cursor.seq) throw new Error(`gap: at ${cursor.seq}, frame after ${head.after}`);
      cursor = { epoch: head.epoch, seq: head.upTo };
    }
    return cursor;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Masked with zeros, as the protocol allows. */
  #send(value: unknown): void {
    const body = Buffer.from(JSON.stringify(value));
    const length =
      body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
    this.#socket.write(Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body]));
  }
}
