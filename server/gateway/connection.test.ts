import WebSocket from "ws";
import { expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { mintCookie } from "../testing/page";
import { usePages } from "../testing/pages";

const pages = usePages();

type Answer = { status: number } | { close: number };

/** What becomes of a socket that sends these frames as soon as it is open. */
async function fateOf(frames: readonly string[], headers?: Record<string, string>): Promise<Answer> {
  const { origin } = pages.server();
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
    headers: headers ?? { origin, cookie: await mintCookie(origin) },
  });
  return new Promise((resolve) => {
    socket.on("open", () => frames.forEach((frame) => socket.send(frame)));
    socket.on("unexpected-response", (request, { statusCode = 0 }) => {
      resolve({ status: statusCode });
      request.destroy();
    });
    socket.on("close", (close) => resolve({ close }));
    socket.on("error", () => undefined);
  });
}

const hello = JSON.stringify({ type: "hello", version: PROTOCOL_VERSION });

test("[CONN-3] [C43] an upgrade without a cookie is refused with 401, one of a foreign page with 403", async () => {
  const { origin } = pages.server();
  const cookie = await mintCookie(origin);
  expect(await fateOf([], { origin })).toEqual({ status: 401 });
  expect(await fateOf([], { cookie, origin: "https://elsewhere.example" })).toEqual({ status: 403 });
});

test("[CONN-2] a frame before hello closes with 4400", async () => {
  expect(await fateOf([JSON.stringify({ type: "ping", sentAt: 1 })])).toEqual({ close: 4400 });
});

test("[CONN-1][F50] a hello of another version closes with 4426", async () => {
  const other = JSON.stringify({ type: "hello", version: PROTOCOL_VERSION + 1 });
  expect(await fateOf([other])).toEqual({ close: 4426 });
});

test("[CONN-4] welcome names the version, the build and the models, the default among them", async () => {
  const page = await pages.open();
  const welcome = await page.frame("welcome");
  expect(welcome).toMatchObject({ version: PROTOCOL_VERSION, build: "test", defaultModel: "echo" });
  expect(welcome.models.map(({ id }) => id)).toContain(welcome.defaultModel);
});

test("[CONN-5] a ping is answered by a pong with the same sentAt", async () => {
  const page = await pages.open();
  page.send({ type: "ping", sentAt: 1234.5 });
  expect(await page.frame("pong")).toEqual({ type: "pong", sentAt: 1234.5 });
});

test("[CONN-6] [C47] a server that stops closes its pages with 1012", async () => {
  const page = await pages.open();
  await pages.server().stop();
  expect(page.closeCode).toBe(1012);
});

test("[FRAME-3] a binary frame closes with 4400", async () => {
  const page = await pages.open();
  page.socket.send(Buffer.from(hello));
  await page.until(({ closeCode }) => closeCode !== null);
  expect(page.closeCode).toBe(4400);
});

test("[FRAME-4] [C43] a frame above 256 KiB closes with 1009", async () => {
  const page = await pages.open();
  page.socket.send(" ".repeat(262_145));
  await page.until(({ closeCode }) => closeCode !== null);
  expect(page.closeCode).toBe(1009);
});

test("[FRAME-6] a key that a frame does not have closes with 4400", async () => {
  expect(await fateOf([hello, JSON.stringify({ type: "watch_sessions", all: true })])).toEqual({
    close: 4400,
  });
});
