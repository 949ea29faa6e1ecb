import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { isRecord, parseJson } from "../../../lib/util/json";
import { perform, type Reply } from "./reply";

export type ProviderRequest = { socket: WebSocket; text: string; body: Record<string, unknown> };

/** An HTTP answer in place of the upgrade. */
export type Refusal = { status: number; headers?: Record<string, string>; body?: unknown };

/** A WebSocket-mode provider on a real port that answers as it is told. */
export class ScriptedProvider {
  /** Every `response.create` in order of arrival, warm-ups included. */
  readonly requests: ProviderRequest[] = [];
  /** Every `response.steer` in order of arrival. */
  readonly steers: ProviderRequest[] = [];
  /** Answers a `response.steer`; nothing does by default. */
  onSteer: (steer: ProviderRequest) => void = () => undefined;
  /** Meets each socket as it opens; nothing is said by default. */
  onOpen: (socket: WebSocket) => void = () => undefined;
  /** Headers of every handshake, refused ones included. */
  readonly handshakes: IncomingHttpHeaders[] = [];
  readonly sockets: WebSocket[] = [];
  /** The connections under `sockets`. */
  readonly connections: Duplex[] = [];
  /** Answers to the next requests; a request beyond them is answered with the text `ok`. */
  readonly replies: Reply[] = [];
  /** Taken by the next handshakes; null lets one through. */
  readonly refusals: (Refusal | null)[] = [];
  #nextId = 1;
  readonly #http = createServer();
  readonly #ws = new WebSocketServer({ noServer: true });

  static async start(): Promise<ScriptedProvider> {
    const provider = new ScriptedProvider();
    await new Promise<void>((resolve) => provider.#http.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  private constructor() {
    this.#http.on("upgrade", (request, socket, head) => {
      this.handshakes.push(request.headers);
      const refusal = this.refusals.shift() ?? null;
      if (refusal !== null) return void socket.end(httpAnswer(refusal));
      this.#ws.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, socket));
    });
  }

  /** API base, to which a client adds `/responses`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#ws.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #accept(socket: WebSocket, connection: Duplex): void {
    this.connections.push(connection);
    this.sockets.push(socket);
    socket.on("error", () => undefined);
    this.onOpen(socket);
    socket.on("message", (frame) => {
      const text = String(frame);
      const body = parseJson(text);
      if (!isRecord(body)) return;
      if (body.type === "response.steer") {
        this.steers.push({ socket, text, body });
        return this.onSteer({ socket, text, body });
      }
      this.requests.push({ socket, text, body });
      const id = `resp_${this.#nextId++}`;
      perform(this.#replyTo(body), { socket, id, body });
    });
  }

  #replyTo(body: Record<string, unknown>): Reply {
    if (body.generate === false && this.replies[0]?.type !== "script") return { type: "nothing_generated" };
    return this.replies.shift() ?? { type: "text", text: "ok" };
  }
}

function httpAnswer({ status, headers = {}, body = {} }: Refusal): string {
  const text = JSON.stringify(body);
  const all = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Refused\r\n${lines.join("")}connection: close\r\n\r\n${text}`;
}
