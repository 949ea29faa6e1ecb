import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { systemClock } from "../../lib/util/clock";
import { ArmedFaults } from "./armed";
import { openUpstreamProxy, type UpstreamProxy } from "./upstream-proxy";

type Provider = { server: Server; sockets: WebSocketServer; seen: IncomingMessage[]; url: string };

let provider: Provider;
let proxy: UpstreamProxy;
let faults: ArmedFaults;

beforeEach(async () => {
  provider = await openProvider();
  faults = new ArmedFaults(Date.now);
  proxy = await openUpstreamProxy({ target: provider.url, faults, clock: systemClock });
});

afterEach(async () => {
  await proxy.close();
  for (const socket of provider.sockets.clients) socket.terminate();
  provider.server.closeAllConnections();
  await new Promise((resolve) => provider.server.close(resolve));
});

/** Echoes frames; refuses a wrong key with 401; answers HTTP by what it was sent. */
async function openProvider(): Promise<Provider> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const seen: IncomingMessage[] = [];
  sockets.on("headers", (lines) => lines.push("X-Request-Id: req_7"));
  sockets.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => undefined);
  });
  const server = createServer((request, response) => {
    seen.push(request);
    response.writeHead(202, { "content-type": "text/event-stream", "x-seen": request.method ?? "" });
    request.pipe(response);
  });
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    seen.push(request);
    if (request.headers.authorization === "Bearer right") {
      return sockets.handleUpgrade(request, socket, head, (made) => sockets.emit("connection", made));
    }
    socket.end("HTTP/1.1 401 Unauthorized\r\nX-Why: key\r\nContent-Length: 3\r\n\r\nno!");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, sockets, seen, url: `http://127.0.0.1:${port}/v1` };
}

const dialled = (key = "right"): WebSocket =>
  new WebSocket(`${proxy.url.replace("http", "ws")}/responses?beta=1`, {
    headers: { authorization: `Bearer ${key}`, "openai-beta": "responses" },
    perMessageDeflate: false,
  });

const once = (socket: WebSocket, name: string): Promise<unknown[]> =>
  new Promise((resolve, reject) => {
    socket.once(name, (...args: unknown[]) => resolve(args));
    if (name !== "error") socket.once("error", reject);
  });

test("a handshake passes with its path, key and headers, and the answer's headers come back", async () => {
  const socket = dialled();
  const upgraded = once(socket, "upgrade");
  await once(socket, "open");
  const [answer] = (await upgraded) as [IncomingMessage];
  expect(answer.headers["x-request-id"]).toBe("req_7");
  const [request] = provider.seen;
  expect(request?.url).toBe("/v1/responses?beta=1");
  expect(request?.headers).toMatchObject({ authorization: "Bearer right", "openai-beta": "responses" });
  expect(request?.headers.host).toBe(new URL(provider.url).host);
  socket.close();
  await once(socket, "close");
});

test("a refused handshake passes as it is: status, headers and body", async () => {
  const socket = dialled("wrong");
  const [, answer] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  const chunks = await answer.toArray();
  expect(answer.statusCode).toBe(401);
  expect(answer.headers["x-why"]).toBe("key");
  expect(chunks.map(String).join("")).toBe("no!");
});

test("a provider that is not there ends the handshake without an answer", async () => {
  const nobody = await openUpstreamProxy({ target: "ws://127.0.0.1:1/v1", faults, clock: systemClock });
  const socket = new WebSocket(`${nobody.url.replace("http", "ws")}/responses`);
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toMatch(/hang up|ECONNRESET/);
  await nobody.close();
});

test("frames pass byte for byte, text as text and binary as binary, in order", async () => {
  const socket = dialled();
  await once(socket, "open");
  const sent: (string | Buffer)[] = [
    '{ "a" :1}',
    "ü\u2028🙂",
    "",
    Buffer.from([0, 255, 10]),
    "x".repeat(300_000),
  ];
  const got: { data: string; isBinary: boolean }[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on("message", (data, isBinary) => {
      got.push({ data: Buffer.from(data as Buffer).toString("hex"), isBinary });
      if (got.length === sent.length) resolve();
    });
  });
  for (const frame of sent) socket.send(frame);
  await all;
  const expected = sent.map((frame) => ({
    data: Buffer.from(frame).toString("hex"),
    isBinary: typeof frame !== "string",
  }));
  expect(got).toEqual(expected);
  socket.terminate();
});

test("pings are answered by the other end, and a close passes with code and reason", async () => {
  const socket = dialled();
  await once(socket, "open");
  const [far] = provider.sockets.clients;
  if (far === undefined) throw new Error("no connection");
  const pinged = once(far, "ping");
  socket.ping("are you there");
  const [pong] = await once(socket, "pong");
  expect(String((await pinged)[0])).toBe("are you there");
  expect(String(pong)).toBe("are you there");
  far.close(4321, "that is all");
  const [code, reason] = await once(socket, "close");
  expect([code, String(reason)]).toEqual([4321, "that is all"]);
});

test.each(["near", "far"] as const)("an end without a close frame (%s) passes as one", async (which) => {
  const socket = dialled();
  await once(socket, "open");
  const [far] = provider.sockets.clients;
  if (far === undefined) throw new Error("no connection");
  const [cut, left] = which === "near" ? [socket, far] : [far, socket];
  const closed = once(left, "close");
  cut.terminate();
  expect((await closed)[0]).toBe(1006);
});

test("a refused handshake is a fault of its own, with the time to wait", async () => {
  faults.arm({ fault: "limit_upstream", at: "handshake", retryAfterS: 7 }, "p");
  const [, answer] = (await once(dialled(), "unexpected-response")) as [unknown, IncomingMessage];
  expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([429, "7"]);
  expect(provider.seen).toHaveLength(0);
  const second = dialled();
  await once(second, "open");
  second.terminate();
});

test("plain requests pass too, both ways, and no fault touches them", async () => {
  faults.arm({ fault: "drop_upstream", moment: "before_response" }, "p");
  const answer = await fetch(`${proxy.url}/responses`, { method: "POST", body: '{"input":[]}' });
  expect([answer.status, answer.headers.get("x-seen")]).toEqual([202, "POST"]);
  expect(await answer.text()).toBe('{"input":[]}');
  expect(faults.fired).toEqual([]);
});
