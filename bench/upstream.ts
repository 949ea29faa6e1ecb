import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { WebSocketServer, type WebSocket } from "ws";
import { serveParent } from "./child";
import { Conversation, type Outlet } from "./conversation";
import { Ledger } from "./ledger";
import type { Request } from "./reply";

const RESTARTS = 1012;
const KEPT_MS = 120_000;

const ledger = new Ledger();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer((request, response) => {
  answerOverHttp(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.keepAliveTimeout = KEPT_MS;
server.on("upgrade", (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    const conversation = new Conversation(ledger);
    const outlet = socketOutlet(socket, stream);
    socket.on("error", () => socket.terminate());
    socket.on("message", (raw: Buffer) => {
      conversation.answer(JSON.parse(String(raw)) as Request, raw.length, outlet).catch((error: unknown) => {
        console.error(error);
        socket.terminate();
      });
    });
  });
});

const socketOutlet = (socket: WebSocket, stream: Duplex): Outlet => ({
  send: (frames) => {
    stream.cork();
    for (const frame of frames) socket.send(frame);
    stream.uncork();
  },
  bufferedBytes: () => socket.bufferedAmount,
  isOpen: () => socket.readyState === socket.OPEN,
  cut: () => socket.close(RESTARTS),
});

/** Without `previous_response_id`, as with `store: false` at a provider: each request is a conversation. */
async function answerOverHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const outlet = streamOutlet(response);
  await new Conversation(ledger).answer(JSON.parse(String(body)) as Request, body.length, outlet);
  response.end();
}

const streamOutlet = (response: ServerResponse): Outlet => ({
  send: (frames) => void response.write(frames.map(sse).join("")),
  bufferedBytes: () => response.writableLength,
  isOpen: () => !response.destroyed,
  cut: () => void response.destroy(),
});

const sse = (frame: string): string => {
  const { type } = JSON.parse(frame) as { type: string };
  return `event: ${type}\ndata: ${frame}\n\n`;
};

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  serveParent(port, { received: () => ledger.received, recovery: () => ledger.recovery() });
});
