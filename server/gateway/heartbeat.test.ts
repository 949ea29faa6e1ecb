import { expect, test } from "vitest";
import WebSocket from "ws";
import { ORIGIN } from "../../lib/protocol/cursor";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { TestPage } from "../testing/page";
import { startServer } from "../testing/start-server";

const INTERVAL_MS = 20_000;

/** A page that has vanished: it hears everything and answers nothing, not even a ping of its socket. */
function vanished(origin: string, { cookie, sessionId }: TestPage): WebSocket {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
    headers: { cookie, origin },
    autoPong: false,
  });
  socket.on("open", () => {
    socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    socket.send(JSON.stringify({ type: "subscribe", sessionId, cursor: ORIGIN }));
  });
  return socket;
}

async function answersPing(page: TestPage, mark: number): Promise<void> {
  page.send({ type: "ping", sentAt: mark });
  await page.frame("pong", ({ sentAt }) => sentAt === mark);
}

test("[CONN-9][F21] a page that has vanished without a word is let go after 40 s, one that is only quiet is not", async () => {
  const clock = createManualClock();
  const server = await startServer({ clock });
  const quiet = await TestPage.open(server.origin);
  await quiet.create("echo");
  const gone = vanished(server.origin, quiet);
  const ended = new Promise<number>((resolve) => gone.once("close", resolve));
  await expect.poll(() => server.counts().viewers).toBe(2);
  const pings = new Promise<void>((resolve) => quiet.socket.once("ping", () => resolve()));
  clock.advance(INTERVAL_MS);
  await pings;
  await answersPing(quiet, 1);
  clock.advance(INTERVAL_MS);
  expect(await ended).toBe(1006);
  await expect.poll(() => server.counts().viewers).toBe(1);
  await answersPing(quiet, 2);
  expect(quiet.closeCode).toBeNull();
  await quiet.close();
  await server.stop();
});
