import { createServer, STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../lib/util/clock";
import type { ArmedFaults } from "./armed";
import { limitError, refusesHandshake } from "./crossing";
import { endToEnd, headerLines } from "./headers";
import { Joint } from "./joint";
import { passRequest } from "./pass-request";

export type UpstreamProxy = {
  /** API base under which the provider is reached through this proxy. */
  url: string;
  close(): Promise<void>;
};

type Options = {
  /** The provider's API base, http(s) or ws(s). */
  target: string;
  faults: ArmedFaults;
  clock: Clock;
};

const SOCKET_OPTIONS = {
  perMessageDeflate: false,
  // Pings are answered by the other end, not half-way.
  autoPong: false,
  maxPayload: 256 * 1024 * 1024,
};

/**
 * A man in the middle on the loopback. It passes handshakes and frames on as they are, plain HTTP requests
 * too, and lets the armed faults act on what passes.
 */
export async function openUpstreamProxy({ target, faults, clock }: Options): Promise<UpstreamProxy> {
  const base = new URL(target);
  const secure = base.protocol === "https:" || base.protocol === "wss:";
  const origin = (scheme: string): string => `${scheme}${secure ? "s" : ""}://${base.host}`;
  const near = new WebSocketServer({ ...SOCKET_OPTIONS, noServer: true });
  const answered = new WeakMap<IncomingMessage, IncomingMessage>();
  near.on("headers", (lines, request) => {
    const answer = answered.get(request);
    if (answer !== undefined) lines.push(...headerLines(answer));
  });
  const server = createServer((request, response) => passRequest(origin("http"), request, response));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const limit = takeHandshakeFault(faults);
    if (limit !== null) return refuse(socket, limit);
    const far = new WebSocket(`${origin("ws")}${request.url ?? "/"}`, {
      ...SOCKET_OPTIONS,
      followRedirects: false,
      headers: endToEnd(request.headers),
    });
    const giveUp = (): void => far.terminate();
    socket.once("close", giveUp);
    far.on("error", () => socket.destroy());
    far.once("upgrade", (answer) => answered.set(request, answer));
    far.once("unexpected-response", (_request, answer) => passRefusal(socket, answer));
    far.once("open", () => {
      socket.off("close", giveUp);
      near.handleUpgrade(
        request,
        socket,
        head,
        (accepted) => new Joint({ near: accepted, far, faults, clock }),
      );
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}${base.pathname}${base.search}`,
    close: async () => {
      for (const socket of near.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** Seconds to wait; null when no armed fault refuses connections. */
function takeHandshakeFault(faults: ArmedFaults): number | null {
  for (const { id, fault } of faults.upstream) {
    if (refusesHandshake(fault) && faults.fire(id)) return fault.retryAfterS;
  }
  return null;
}

function refuse(socket: Duplex, retryAfterS: number): void {
  const body = JSON.stringify({ error: limitError });
  const head = [
    "HTTP/1.1 429 Too Many Requests",
    "connection: close",
    "content-type: application/json",
    `retry-after: ${retryAfterS}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end([...head, "", body].join("\r\n"));
}

/** What the provider answered in place of the upgrade, as it is. */
function passRefusal(socket: Duplex, answer: IncomingMessage): void {
  const status = answer.statusCode ?? 502;
  const head = [
    `HTTP/1.1 ${status} ${answer.statusMessage ?? STATUS_CODES[status] ?? ""}`,
    "connection: close",
  ];
  socket.write([...head, ...headerLines(answer), "", ""].join("\r\n"));
  answer.on("error", () => socket.destroy());
  answer.pipe(socket);
}
