import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate as tick, setTimeout as wait } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import { serveParent } from "./child";
import { Reply, type Request, type Text } from "./reply";
import { scenarioOf } from "./scenario";

const FLOOD_BATCH = 20;
const FULL_BYTES = 1_048_576;

let received = 0;

/** A lean provider: one socket is one conversation, which remembers its latest response and nothing else. */
class Conversation {
  #latest: { id: string; calls: number } | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
  ) {}

  async answer(request: Request): Promise<void> {
    const { previous_response_id: previous } = request;
    if (previous !== undefined && previous !== this.#latest?.id) return this.#unknown(previous);
    const { calls, deltas, rate } = scenarioOf(request.model);
    const reply = new Reply(request);
    const made = this.#callsSoFar(request);
    const latest = { id: reply.id, calls: made };
    if (request.generate === false) this.#send(reply.empty());
    else if (made < calls) this.#send([...reply.begin(), ...reply.call()]);
    else {
      this.#send(reply.begin());
      await this.#say(reply.text(), { deltas, rate });
    }
    this.#latest = latest;
  }

  #callsSoFar({ input, previous_response_id: previous }: Request): number {
    const lastWords = input.findLastIndex((item) => item.role === "user");
    const outputs = input.slice(lastWords + 1).filter((item) => item.type === "function_call_output").length;
    const before = previous !== undefined && lastWords < 0 ? (this.#latest?.calls ?? 0) : 0;
    return before + outputs;
  }

  async #say(text: Text, { deltas, rate }: { deltas: number; rate: number | null }): Promise<void> {
    this.#send(text.open());
    if (rate === null) await this.#flood(text, deltas);
    else await this.#pace(text, { deltas, everyMs: 1000 / rate });
    this.#send(text.close());
  }

  async #flood(text: Text, deltas: number): Promise<void> {
    for (let left = deltas; left > 0; left -= FLOOD_BATCH) {
      this.#send(Array.from({ length: Math.min(left, FLOOD_BATCH) }, () => text.delta()));
      do await tick();
      while (this.socket.bufferedAmount > FULL_BYTES && this.socket.readyState === this.socket.OPEN);
    }
  }

  async #pace(text: Text, { deltas, everyMs }: { deltas: number; everyMs: number }): Promise<void> {
    const start = performance.now();
    for (let n = 0; n < deltas && this.socket.readyState === this.socket.OPEN; n += 1) {
      this.#send([text.delta()]);
      await wait(Math.max(0, start + (n + 1) * everyMs - performance.now()));
    }
  }

  #send(frames: readonly string[]): void {
    this.stream.cork();
    for (const frame of frames) this.socket.send(frame);
    this.stream.uncork();
  }

  #unknown(previous: string): void {
    const error = {
      type: "invalid_request_error",
      code: "previous_response_not_found",
      message: `Previous response with id '${previous}' not found.`,
      param: "previous_response_id",
    };
    this.#send([JSON.stringify({ type: "error", status: 400, error })]);
  }
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer();
server.on("upgrade", (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    const conversation = new Conversation(socket, stream);
    socket.on("error", () => socket.terminate());
    socket.on("message", (raw: Buffer) => {
      received += raw.length;
      conversation.answer(JSON.parse(String(raw)) as Request).catch((error: unknown) => {
        console.error(error);
        socket.terminate();
      });
    });
  });
});
server.listen(0, "127.0.0.1", () => {
  serveParent((server.address() as AddressInfo).port, { received: () => received });
});
