import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createAdmission } from "./admission";
import { newBrowser, startApp, upgradeStatus, type TestApp } from "./testing/start-app";

let app: TestApp | null = null;
afterEach(() => app?.close());

/** How many of `count` pages are taken, each under a principal of its own. */
const taken = (admission: ReturnType<typeof createAdmission>, count: number, prefix = ""): number =>
  Array.from({ length: count }, (_none, at) => admission.enter(`${prefix}${at}`)).filter(({ ok }) => ok)
    .length;

/** The whole answer to a handshake, as it came. */
function rawUpgrade(port: number, headers: Record<string, string>): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /ws HTTP/1.1\r\n${lines.join("")}\r\n`);
  return text(socket);
}

test("[CONN-7] within any second 200 pages are taken, and the next one gets 503", () => {
  let now = 0;
  const admission = createAdmission(() => now);
  expect(taken(admission, 150, "a")).toBe(150);
  now = 600;
  expect(taken(admission, 100, "b")).toBe(50);
  now = 999;
  expect(admission.enter("c")).toMatchObject({ ok: false, status: 503 });
  now = 1_000;
  expect(taken(admission, 200, "d")).toBe(150);
  now = 1_600;
  expect(taken(admission, 200, "e")).toBe(50);
});

test("[CONN-7] a clock that is put back keeps nobody out", () => {
  let now = 1_000_000;
  const admission = createAdmission(() => now);
  taken(admission, 200);
  now = 0;
  expect(admission.enter("late").ok).toBe(true);
});

test("[CONN-8] a principal has 64 sockets; one more gets 429 until another is closed", () => {
  let now = 0;
  const admission = createAdmission(() => (now += 10));
  const leaves = Array.from({ length: 64 }, () => admission.enter("ann")).flatMap((entered) =>
    entered.ok ? [entered.leave] : [],
  );
  expect(leaves).toHaveLength(64);
  expect(admission.enter("ann")).toMatchObject({ ok: false, status: 429 });
  expect(admission.enter("bob").ok).toBe(true);
  leaves[0]?.();
  expect(admission.enter("ann").ok).toBe(true);
});

test("[CONN-8] a socket that is closed makes room for the next one", async () => {
  let now = 0;
  app = await startApp({ now: () => (now += 10) });
  const { port, viewers, origin } = app;
  const headers = { cookie: await newBrowser(app), origin };
  // This client cuts its socket as soon as it has its status.
  for (let count = 0; count < 70; count += 1) {
    expect(await upgradeStatus(port, "/ws", headers)).toBe(101);
    await expect.poll(() => viewers.every(({ socket }) => socket.readyState === socket.CLOSED)).toBe(true);
  }
});

test("[CONN-7] who comes too fast is told when to come back", async () => {
  const started = await startApp();
  app = started;
  const { port, origin } = started;
  const cookies = await Promise.all(Array.from({ length: 210 }, () => newBrowser(started)));
  const statuses = await Promise.all(cookies.map((cookie) => upgradeStatus(port, "/ws", { cookie, origin })));
  expect(statuses.filter((status) => status === 101)).toHaveLength(200);
  expect(statuses.filter((status) => status === 503)).toHaveLength(10);
  const cookie = cookies[0] ?? "";
  const head = await rawUpgrade(port, { cookie, origin });
  expect(head).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n/);
});
