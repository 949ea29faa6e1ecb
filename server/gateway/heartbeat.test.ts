import net from "node:net";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { systemClock } from "../../lib/util/clock";
import { mintCookie, TestPage } from "../testing/page";
import { startServer } from "../testing/start-server";
import { startHeartbeat } from "./heartbeat";

const PING_MS = 25_000;

function beating() {
  const clock = createManualClock();
  const seen = { pings: 0, silent: 0 };
  const heart = startHeartbeat({
    clock,
    ping: () => void (seen.pings += 1),
    onSilent: () => void (seen.silent += 1),
  });
  const beats = (count: number): void => {
    for (let beat = 0; beat < count; beat += 1) clock.advance(PING_MS);
  };
  return { seen, heart, beats };
}

test("[CONN-9][F21] a page that leaves three pings in a row unanswered is given up, once", () => {
  const { seen, beats } = beating();
  beats(3);
  expect(seen).toEqual({ pings: 3, silent: 0 });
  beats(4);
  expect(seen).toEqual({ pings: 3, silent: 1 });
});

test("[CONN-9] whatever a page sends counts as an answer, and one that has gone is pinged no more", () => {
  const { seen, heart, beats } = beating();
  for (let time = 0; time < 10; time += 1) {
    beats(2);
    heart.alive();
  }
  expect(seen).toEqual({ pings: 20, silent: 0 });
  heart.stop();
  beats(10);
  expect(seen).toEqual({ pings: 20, silent: 0 });
});

/** Completes the upgrade and greets, and then is as dead as a machine without power: it reads and answers nothing. */
async function openDead(origin: string, cookie: string): Promise<net.Socket> {
  const { hostname, port } = new URL(origin);
  const socket = net.connect(Number(port), hostname);
  await once(socket, "connect");
  const key = randomBytes(16).toString("base64");
  const head = [
    ...["GET /ws HTTP/1.1", `Host: ${hostname}:${port}`, `Origin: ${origin}`, `Cookie: ${cookie}`],
    ...[
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
    ],
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await once(socket, "data");
  return socket;
}

test("[CONN-9][F21] the server lets go of a page that died, and keeps one that is silent and alive", async () => {
  const times = 2_000;
  const clock = {
    ...systemClock,
    after: (ms: number, run: () => void) => systemClock.after(ms / times, run),
  };
  const server = await startServer({ clock });
  try {
    const alive = await TestPage.open(server.origin);
    const dead = await openDead(server.origin, await mintCookie(server.origin));
    const ended = Promise.race([once(dead, "close"), once(dead, "end")]);
    await ended;
    alive.send({ type: "ping", sentAt: 7 });
    expect(await alive.frame("pong")).toEqual({ type: "pong", sentAt: 7 });
    await alive.close();
  } finally {
    await server.stop();
  }
});
