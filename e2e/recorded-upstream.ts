import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Backend } from "../server/embedded/backend";
import { createDeskBackend } from "../server/embedded/backends/desk/desk";
import { echoBackend } from "../server/embedded/backends/echo";
import { createScriptedBackend } from "../server/embedded/backends/scripted";
import { createResponsesServer } from "../server/embedded/responses-server";

/** A `response.create` as it came over the wire. */
export type Create = {
  /** Which connection it came on, counted from 0. */
  connection: number;
  bytes: number;
  previousResponseId: string | null;
  /** Types of its input items, in order. */
  input: readonly string[];
};

/**
 * A Responses server on a port of its own that writes down what reaches it. Its models are `far-desk`,
 * `far-echo` and `far-scripted`: the server runs models of its own ids itself.
 */
export type RecordedUpstream = {
  /** For `UPSTREAM_URL`. */
  readonly url: string;
  /** The same server without the tap: refusals come as it makes them. */
  readonly innerUrl: string;
  /** Requests of conversations, warm-ups included. */
  readonly creates: readonly Create[];
  /** What was asked for apart from them: titles and summaries, as text. */
  readonly asks: readonly string[];
  /** How many connections were opened so far. */
  connections(): number;
  close(): Promise<void>;
};

type Content = string | { text?: string }[];
type Frame = {
  type?: string;
  previous_response_id?: string | null;
  input?: { type?: string; content?: Content }[];
  max_output_tokens?: number;
  generate?: boolean;
};

const isAsk = ({ type, max_output_tokens: most, generate = true }: Frame): boolean =>
  type === "response.create" && most !== undefined && generate;

const textOf = (content: Content = ""): string =>
  typeof content === "string" ? content : content.map(({ text = "" }) => text).join("");

function createOf(text: string, connection: number): Create[] {
  const frame = JSON.parse(text) as Frame;
  if (frame.type !== "response.create" || isAsk(frame)) return [];
  return [
    {
      connection,
      bytes: Buffer.byteLength(text),
      previousResponseId: frame.previous_response_id ?? null,
      input: (frame.input ?? []).map(({ type }) => type ?? "message"),
    },
  ];
}

function askOf(text: string): string[] {
  const frame = JSON.parse(text) as Frame;
  return isAsk(frame) ? [(frame.input ?? []).map(({ content }) => textOf(content)).join("\n")] : [];
}

/** Passes frames on in both directions, and the end of either side to the other. */
function join(from: WebSocket, to: WebSocket): void {
  const waiting: RawData[] = [];
  from.on("message", (data) => {
    if (to.readyState === WebSocket.CONNECTING) waiting.push(data);
    else to.send(String(data));
  });
  to.once("open", () => waiting.forEach((data) => to.send(String(data))));
  from.once("close", () => to.terminate());
  from.on("error", () => to.terminate());
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** Answers an upgrade with 401 and these words. */
function refuse(socket: Duplex, message: string): void {
  const body = JSON.stringify({ error: { type: "invalid_request_error", code: "invalid_api_key", message } });
  const head = ["HTTP/1.1 401 Unauthorized", "content-type: application/json", "connection: close"];
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, "", body].join("\r\n"));
}

/**
 * Starts the product's own Responses server behind a tap. `apiKey` is what it accepts; with a `refusal`
 * it accepts nothing and says that.
 */
export async function startUpstream(
  apiKey: string,
  { refusal }: { refusal?: string } = {},
): Promise<RecordedUpstream> {
  const models = new Map<string, Backend>([
    ["far-desk", createDeskBackend()],
    ["far-echo", echoBackend],
    ["far-scripted", createScriptedBackend()],
  ]);
  const inner = createResponsesServer({ apiKey, models, limits: { drainMs: 50 } });
  const { url: innerUrl, port: innerPort } = await inner.listen();
  const creates: Create[] = [];
  const asks: string[] = [];
  let connections = 0;

  const taps = new WebSocketServer({ noServer: true });
  const outer = createServer((_request, response) => response.writeHead(404).end());
  outer.on("upgrade", (request, socket, head) => {
    const connection = connections++;
    if (refusal !== undefined) return refuse(socket, refusal);
    taps.handleUpgrade(request, socket, head, (near) => {
      const headers = { authorization: request.headers.authorization ?? "" };
      const far = new WebSocket(`ws://127.0.0.1:${innerPort}${request.url ?? ""}`, { headers });
      near.on("message", (data) => {
        creates.push(...createOf(String(data), connection));
        asks.push(...askOf(String(data)));
      });
      join(near, far);
      join(far, near);
    });
  });
  const port = await listening(outer);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    innerUrl,
    creates,
    asks,
    connections: () => connections,
    close: async () => {
      for (const client of taps.clients) client.terminate();
      outer.closeAllConnections();
      await new Promise((resolve) => outer.close(resolve));
      await inner.close();
    },
  };
}
