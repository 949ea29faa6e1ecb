import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Wire, type Way } from "./wire";

/** Stands between pages and their server: plain requests pass, WebSockets are at the test's mercy. */
export type Gate = {
  readonly origin: string;
  /** Where requests go from now on. */
  lead(origin: string): void;
  /** Answers what is asked for under `/name/` in the server's place. */
  serve(name: string, answer: (file: string) => Served): void;
  /** How many WebSockets were asked for since the start. */
  sockets(): number;
  /** Answers every WebSocket that is asked for with 502, until it is taken back. */
  refuseSockets(): void;
  takeSockets(): void;
  /** Cuts the sockets that are open once `after` more bytes have passed one way. Resolves when one was cut. */
  cut(way: Way, after: number): Promise<void>;
  /** The sockets that are open swallow everything from now on; nobody is told. */
  deafen(): void;
  close(): Promise<void>;
};

type Served = { type: string; body: string | Buffer };

export async function startGate(): Promise<Gate> {
  const wires = new Set<Wire>();
  const served = new Map<string, (file: string) => Served>();
  let target = "";
  let mode: "take" | "refuse" = "take";
  let asked = 0;
  const server = createServer((incoming, response) => {
    const [, name = "", file] = (incoming.url ?? "").split("/");
    const answer = file === undefined ? undefined : served.get(name);
    if (answer === undefined) return pass(target, incoming, response);
    const { type, body } = answer(file ?? "");
    response.writeHead(200, { "content-type": type }).end(body);
  });
  server.on("upgrade", (incoming: IncomingMessage, near: Duplex, head: Buffer) => {
    asked += 1;
    near.on("error", () => undefined);
    if (mode === "refuse") return void near.end("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n");
    const wire = openWire(target, incoming, { near: near as Socket, head });
    wires.add(wire);
    void wire.closed.then(() => wires.delete(wire));
  });
  const origin = await listen(server);
  return {
    origin,
    lead: (to) => void (target = to),
    serve: (name, answer) => void served.set(name, answer),
    sockets: () => asked,
    refuseSockets: () => void (mode = "refuse"),
    takeSockets: () => void (mode = "take"),
    cut: (way, after) => Promise.race([...wires].map((wire) => wire.cut(way, after))),
    deafen: () => wires.forEach((wire) => wire.deafen()),
    close: async () => {
      for (const wire of wires) wire.sever();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(target: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = incoming;
  const onward = request(target + (url ?? "/"), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

type Near = { near: Socket; head: Buffer };

/** Asks the server for the same socket, in the same words. */
function openWire(target: string, incoming: IncomingMessage, { near, head }: Near): Wire {
  const { hostname, port } = new URL(target);
  const far = connect({ host: hostname, port: Number(port), noDelay: true });
  near.setNoDelay(true);
  const wire = new Wire(near, far);
  const { method, url, rawHeaders } = incoming;
  const lines = Array.from(
    { length: rawHeaders.length / 2 },
    (_none, at) => `${rawHeaders[2 * at]}: ${rawHeaders[2 * at + 1]}`,
  );
  far.write([`${method} ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  far.write(head);
  return wire;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}
