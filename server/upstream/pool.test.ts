import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { bench, oneHandshake } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { Recorder, until } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";

const minute = 60_000;

/** A provider in use, with its pool full. */
async function pooled(size: number, options: Parameters<typeof bench>[0] = {}) {
  const clock = new ManualClock();
  const at = await bench({ clock, poolSize: size, limits: { heartbeatMs: minute }, ...options });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  await until(() => at.upstream.report().sockets.pooled === size);
  const another = () => {
    const heard = new Recorder();
    return { heard, line: at.upstream.open(heard) };
  };
  return { ...at, clock, another };
}

test("[C5] a new line takes a socket that is open already, and the pool is filled up again", async () => {
  const at = await pooled(2);
  const { heard, line } = at.another();
  line.create(opens("a"));
  expect(line.status).toBe("warm");
  expect(await heard.started("a")).toMatchObject({ connectMs: 0 });
  await until(() => at.upstream.report().sockets.pooled === 2);
  expect(at.provider.sockets).toHaveLength(4);
  expect(at.upstream.report().sockets).toEqual({ live: 2, pooled: 2 });
});

test("[C5] [U41] a socket that has served one line serves no other", async () => {
  const at = await pooled(1);
  const owners = new Map<unknown, string>();
  for (const name of ["b", "c", "d", "e"]) {
    const { heard, line } = at.another();
    line.create(continues(name, "a", [], [user(name)]));
    await heard.ended(name);
    const { socket, body } = at.provider.requests.at(-1) ?? {};
    expect(owners.has(socket)).toBe(false);
    expect(body).not.toHaveProperty("previous_response_id");
    owners.set(socket, name);
    line.close();
    await until(() => at.upstream.report().sockets.pooled === 1);
  }
});

test("[C3] [U30] a pooled socket opened with an old credential is closed instead of used", async () => {
  let key = "sk-test-old-key";
  const at = await pooled(1, { apiKey: () => key });
  key = "sk-test-new-key";
  const { heard, line } = at.another();
  line.create(opens("b"));
  await heard.ended("b");
  const last = at.provider.requests.at(-1);
  const used = at.provider.sockets.findIndex((socket) => socket === last?.socket);
  expect(at.provider.handshakes[used]?.authorization).toBe("Bearer sk-test-new-key");
});

test("[C2] [U1] a pooled socket that breaks harms nobody and is replaced after a pause", async () => {
  const at = await pooled(1);
  at.provider.sockets[1]?.terminate();
  await until(() => at.upstream.report().sockets.pooled === 0);
  at.clock.advance(minute);
  await until(() => at.upstream.report().sockets.pooled === 1);
  const { heard, line } = at.another();
  line.create(opens("b"));
  expect(await heard.ended("b")).toMatchObject({ type: "done" });
});

test("[C8] pooled sockets expire, and are not replaced when nobody uses the provider any more", async () => {
  const at = await pooled(1, { profile: { idleMs: 6 * minute }, limits: { heartbeatMs: 1e9 } });
  at.clock.advance(4 * minute);
  await until(() => at.provider.sockets.length === 3 && at.upstream.report().sockets.pooled === 1);
  at.clock.advance(4 * minute);
  expect(at.upstream.report().sockets.pooled).toBe(0);
  at.clock.advance(60 * minute);
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(4);
});

test("[U9] a provider that refuses connections is not asked for more ahead of need", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, poolSize: 2, limits: { heartbeatMs: 1e9 } });
  at.provider.refusals.push(null, { status: 403 });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  await until(() => at.upstream.report().lastHandshake?.status === 403);
  at.line.create(continues("b", "a", [], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  clock.advance(4 * minute);
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(3);
  clock.advance(minute);
  await until(() => at.upstream.report().sockets.pooled === 2);
});

/** A provider whose sockets after the first, which a line uses, meet `onOpen`; a minute has passed. */
async function minuteWith(onOpen: (socket: WebSocket) => void) {
  const clock = new ManualClock();
  const at = await bench({ clock, poolSize: 2, limits: { heartbeatMs: 1e9 } });
  at.provider.onOpen = (socket) => {
    if (at.provider.sockets.length > 1) onOpen(socket);
  };
  at.line.create(opens("a"));
  await at.heard.ended("a");
  return { ...at, clock };
}

test("[U9] [C12] a provider that greets on open keeps its waiting sockets, and is asked for no more", async () => {
  const at = await minuteWith((socket) => socket.send(JSON.stringify({ type: "session.hello" })));
  await until(() => at.upstream.report().sockets.pooled === 2);
  await oneHandshake(at);
  at.clock.advance(minute);
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(1 + 2 + 2);
  expect(at.upstream.report().sockets.pooled).toBe(2);
});

test("[U9] a provider that accepts sockets and closes them with 1008 is left alone for five minutes", async () => {
  const at = await minuteWith((socket) => socket.close(1008, "policy"));
  await until(() => at.clock.dueIn(5 * minute));
  at.clock.advance(minute);
  at.provider.onOpen = () => undefined;
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(1 + 2 + 1);
  at.clock.advance(4 * minute);
  await until(() => at.upstream.report().sockets.pooled === 2);
});

test("[U9] waits grow while waiting sockets are dropped, though each had opened", async () => {
  const at = await minuteWith((socket) => socket.close(1001));
  for (const ms of [1, 2, 4, 8]) {
    await until(() => at.clock.dueIn(ms));
    at.clock.advance(ms);
  }
});

test("[U9][F54] a waiting socket that hears an error is given up, and not replaced at once", async () => {
  const error = { type: "error", status: 403, error: { code: "no_access", message: "No." } };
  const at = await minuteWith((socket) => socket.send(JSON.stringify(error)));
  await until(() => at.clock.dueIn(5 * minute));
  expect(at.upstream.report().sockets.pooled).toBe(0);
});

test("a pooled socket gets the shorter first-event timeout of one that may be dead without knowing", async () => {
  const at = await pooled(1, { limits: { heartbeatMs: 1e9, firstEventMs: 900, reusedFirstEventMs: 300 } });
  at.provider.replies.push({ type: "stall", after: "nothing" });
  const { heard, line } = at.another();
  line.create(opens("b"));
  await until(() => at.provider.requests.length === 2);
  at.clock.advance(300);
  expect(heard.of("b")).toMatchObject([{ failure: { code: "timeout" } }]);
});

test("a warm-up takes a pooled socket, and once for the same settings", async () => {
  const at = await pooled(1);
  const { heard, line } = at.another();
  line.warm(settings);
  line.warm({ ...settings, tools: [...settings.tools] });
  expect(line.status).toBe("warm");
  await until(() => at.provider.requests.length === 2);
  line.create(opens("b"));
  await heard.ended("b");
  line.warm(settings);
  expect(at.provider.requests.map(({ body }) => body.generate)).toEqual([undefined, false, undefined]);
});

test("no socket is opened ahead before a line has one, and none is left after the close", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, poolSize: 2 });
  clock.advance(minute);
  expect(at.provider.handshakes).toHaveLength(0);
  at.line.create(opens("a"));
  await at.heard.ended("a");
  await until(() => at.upstream.report().sockets.pooled === 2);
  const all = at.provider.sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  await at.upstream.close();
  await Promise.all(all);
});
