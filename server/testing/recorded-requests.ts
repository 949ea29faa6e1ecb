import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { Item } from "../../lib/responses/item";

/** A `response.create` as it left for the provider. */
export type SentRequest = {
  model: string;
  instructions: string;
  input: Item[];
  tools?: { name: string }[];
  generate?: boolean;
  stream_id?: string;
  previous_response_id?: string;
};

/** Stands between a server and its provider, and keeps what is asked for. */
export class RecordedRequests {
  readonly all: SentRequest[] = [];
  #server: WebSocketServer | null = null;
  readonly #arrived = new EventEmitter();

  /** Requests of the conversation: neither warm-ups nor those apart from it. */
  get turns(): SentRequest[] {
    return this.all.filter((request) => request.generate !== false && request.tools !== undefined);
  }

  get warmups(): SentRequest[] {
    return this.all.filter(({ generate }) => generate === false);
  }

  /** Titles and summaries: they are offered no tools. */
  get asks(): SentRequest[] {
    return this.all.filter(({ tools }) => tools === undefined);
  }

  readonly through = async (url: string): Promise<string> => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    this.#server = server;
    await new Promise((resolve) => server.once("listening", resolve));
    server.on("connection", (near, { headers, url: path = "" }) => {
      const authorization = headers.authorization ?? "";
      const address = new URL(path, url.replace("http", "ws"));
      const far = new WebSocket(address, { headers: { authorization } });
      near.on("message", (data) => this.#note(String(data)));
      join(near, far);
      join(far, near);
    });
    return url.replace(/:\d+/, `:${(server.address() as AddressInfo).port}`);
  };

  /** Resolves once the condition holds; rejects after ten seconds. */
  async until(condition: (requests: this) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (!condition(this)) await once(this.#arrived, "request", { signal });
  }

  close(): void {
    for (const socket of this.#server?.clients ?? []) socket.terminate();
    this.#server?.close();
  }

  #note(text: string): void {
    const frame = JSON.parse(text) as SentRequest & { type: string };
    if (frame.type !== "response.create") return;
    this.all.push(frame);
    this.#arrived.emit("request");
  }
}

function join(from: WebSocket, to: WebSocket): void {
  const waiting: string[] = [];
  from.on("message", (data) => {
    if (to.readyState === WebSocket.CONNECTING) waiting.push(String(data));
    else to.send(String(data));
  });
  to.once("open", () => waiting.forEach((text) => to.send(text)));
  from.once("close", () => to.terminate());
  from.on("error", () => to.terminate());
}
