import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { isRecord, parseJson } from "../../../lib/util/json";
import { answer, begun, callItem, ended, errorFrame, itemFrames, messageItem, perform, usage } from "./reply";
import type { Reply } from "./reply";

/** What a provider makes of a context: ids and fields of its own, of which nothing may be lost. */
export const WINDOW = [
  {
    type: "message",
    id: "msg_7",
    status: "completed",
    role: "user",
    content: [{ type: "input_text", text: "q" }],
  },
  { type: "compaction", id: "cmp_7", encrypted_content: "sealed-7", created_by: { depth: 2 } },
];

type Json = Record<string, unknown>;
type HttpOnly = Exclude<Reply, { type: "script" }>;

/** One POST, to be answered by hand. `send` writes events, with the head before the first. */
export type HttpCall = {
  response: ServerResponse;
  id: string;
  body: Json;
  send: (frames: readonly Json[]) => void;
};

export type HttpReply =
  | HttpOnly
  | { type: "status"; status: number; headers?: Record<string, string>; body?: unknown }
  | { type: "json"; body: unknown }
  | { type: "by_hand"; run: (call: HttpCall) => void };

/** What becomes of a WebSocket handshake: an HTTP status, an open socket that says nothing, or a socket that serves. */
export type UpgradeAnswer = number | "silent" | "serve";

export type Posted = { headers: IncomingHttpHeaders; body: Json; text: string; closed: Promise<void> };

/** A provider on a real port that speaks `POST /responses`, and over WebSocket as far as `upgrades` says. */
export class HttpProvider {
  readonly requests: Posted[] = [];
  /** Answers to the next requests over HTTP; one beyond them is the text `ok`. */
  readonly replies: HttpReply[] = [];
  /** What came to `POST /responses/compact`, and the answers to it; one beyond them is `window`. */
  readonly compactions: Posted[] = [];
  readonly compactReplies: HttpReply[] = [];
  upgrades: UpgradeAnswer = 426;
  handshakes = 0;
  /** What came over WebSocket, and the answers to it; one beyond them is the text `ok`. */
  readonly socketRequests: Json[] = [];
  readonly socketReplies: Reply[] = [];
  connections = 0;
  readonly #routes: Record<string, { requests: Posted[]; replies: HttpReply[]; otherwise: HttpReply }> = {
    "/v1/responses": {
      ...{ requests: this.requests, replies: this.replies, otherwise: { type: "text", text: "ok" } },
    },
    "/v1/responses/compact": {
      ...{ requests: this.compactions, replies: this.compactReplies },
      otherwise: {
        type: "json",
        body: { id: "cmp_1", object: "response.compaction", output: WINDOW, usage },
      },
    },
  };
  #nextId = 1;
  readonly #open = new Set<Socket>();
  readonly #ws = new WebSocketServer({ noServer: true });
  readonly #http = createServer((request, response) => void this.#receive(request, response));

  static async start(): Promise<HttpProvider> {
    const provider = new HttpProvider();
    await new Promise<void>((resolve) => provider.#http.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  private constructor() {
    this.#http.on("connection", (socket) => {
      this.connections += 1;
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
    });
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Requests of which the head has arrived. */
  heads = 0;
  /** Bodies are read once this resolves. */
  reading: Promise<void> = Promise.resolve();

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  get openConnections(): number {
    return this.#open.size;
  }

  /** Ends idle and busy connections, as a restart would. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async close(): Promise<void> {
    if (!this.#http.listening) return;
    this.#ws.close();
    this.cut();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once("close", () => resolve()));
    this.heads += 1;
    await this.reading;
    const text = await bodyOf(request);
    const body = parseJson(text);
    const route = request.method === "POST" ? this.#routes[request.url ?? ""] : undefined;
    if (route === undefined || !isRecord(body)) {
      response.writeHead(404).end();
      return;
    }
    route.requests.push({ headers: request.headers, body, text, closed });
    const call = { response, id: `resp_${this.#nextId++}`, body, send: sender(response) };
    answerHttp(route.replies.shift() ?? route.otherwise, call);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.handshakes += 1;
    if (typeof this.upgrades === "number") {
      return void socket.end(
        `HTTP/1.1 ${this.upgrades} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    }
    this.#ws.handleUpgrade(request, socket, head, (ws) => this.#accept(ws));
  }

  #accept(socket: WebSocket): void {
    socket.on("error", () => undefined);
    socket.on("message", (frame) => {
      const body = parseJson(String(frame));
      if (!isRecord(body)) return;
      this.socketRequests.push(body);
      if (this.upgrades === "silent") return;
      const reply: Reply = body.generate === false ? { type: "nothing_generated" } : this.#socketReply();
      perform(reply, { socket, id: `resp_${this.#nextId++}`, body });
    });
  }

  #socketReply(): Reply {
    return this.socketReplies.shift() ?? { type: "text", text: "ok" };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return "";
  }
  return Buffer.concat(chunks).toString("utf8");
}

export const openStream = (response: ServerResponse): void => {
  if (response.headersSent) return;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.flushHeaders();
};

const sender = (response: ServerResponse) => (frames: readonly Json[]) => {
  openStream(response);
  for (const frame of frames)
    response.write(`event: ${String(frame.type)}\ndata: ${JSON.stringify(frame)}\n\n`);
};

function answerHttp(reply: HttpReply, call: HttpCall): void {
  const { response, id, send } = call;
  const whole = (frames: readonly Json[]): void => {
    send(frames);
    response.end();
  };
  switch (reply.type) {
    case "text":
      return whole(answer(id, [messageItem(id, reply.text)]));
    case "call":
      return whole(answer(id, [callItem(id, reply)]));
    case "incomplete": {
      const item = { ...messageItem(id, reply.text), status: "incomplete" };
      const end = { output: [item], incomplete_details: { reason: reply.reason } };
      return whole([begun(id), ...itemFrames(item, 0), ended(id, "incomplete", end)]);
    }
    case "failed":
      return whole([begun(id), ended(id, "failed", { error: reply })]);
    case "error":
      return json(response, reply.status, errorFrame(reply));
    case "hang_up":
      send(opening(id, reply.after));
      return reply.code === 1000 ? void response.end() : void response.destroy();
    case "stall":
      if (reply.after === "created") send(opening(id, "created"));
      return;
    case "nothing_generated":
      return whole(answer(id, []));
    case "status":
      return json(response, reply.status, reply.body ?? {}, reply.headers);
    case "json":
      return json(response, 200, reply.body);
    case "by_hand":
      return reply.run(call);
  }
}

function opening(id: string, after: "nothing" | "created" | "text"): Json[] {
  if (after === "nothing") return [];
  return after === "created"
    ? [begun(id)]
    : [begun(id), ...itemFrames(messageItem(id, "partial"), 0).slice(0, 2)];
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
