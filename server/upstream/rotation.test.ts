import { once } from "node:events";
import { expect, test } from "vitest";
import { bench, oneHandshake, type Bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";

const minute = 60_000;
const profile = { warmup: true, maxAgeMs: 60 * minute, idleMs: 1000 * minute };
const limits = { rotateMarginMs: 5 * minute, heartbeatMs: 1e9 };

async function afterFirst(
  options: Parameters<typeof bench>[0] = {},
): Promise<Bench & { clock: ManualClock }> {
  const clock = new ManualClock();
  const at = await bench({ clock, profile, limits, ...options });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  return { ...at, clock };
}

const open = ({ provider }: Bench): number =>
  provider.sockets.filter(({ readyState, OPEN }) => readyState === OPEN).length;

test("[C6] [U2] a line at rest opens and warms its next socket before it closes the old one", async () => {
  const at = await afterFirst();
  let openAtOnce = 0;
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      openAtOnce = open(at);
      socket.send(JSON.stringify({ type: "response.completed", response: { id, output: [] } }));
    },
  });
  at.clock.advance(55 * minute);
  await until(() => at.provider.sockets.length === 2 && open(at) === 1);
  expect(openAtOnce).toBe(2);
  expect(at.provider.requests.map(({ body }) => body.generate)).toEqual([undefined, false]);
  expect(at.heard.statuses).toEqual(["connecting", "warm"]);
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests[2]?.body).toMatchObject({
    previous_response_id: "resp_2",
    input: [user("hello"), user("more")],
  });
});

test("[C6] a socket is not replaced under a response or while its calls are open", async () => {
  const at = await afterFirst();
  at.provider.replies.push({ type: "call", name: "look", arguments: "{}" });
  at.line.create(continues("b", "a", [user("hello")], [user("look")]));
  await at.heard.ended("b");
  at.clock.advance(59 * minute);
  const output = { type: "function_call_output", call_id: "call_resp_2", output: "1" };
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(continues("c", "b", [], [output]));
  await at.heard.started("c");
  at.clock.advance(2 * minute);
  expect(at.provider.sockets).toHaveLength(1);
  expect(at.provider.requests[2]?.body).toMatchObject({ previous_response_id: "resp_2", input: [output] });
});

test("[C6] a line that was busy when its time came rotates when it rests", async () => {
  const at = await afterFirst({ limits: { ...limits, betweenEventsMs: 1e9 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.started("b");
  at.clock.advance(58 * minute);
  expect(at.provider.sockets).toHaveLength(1);
  const completed = { type: "response.completed", response: { id: "resp_2", output: [] } };
  at.provider.sockets[0]?.send(JSON.stringify(completed));
  await at.heard.ended("b");
  at.clock.advance(0);
  await until(() => at.provider.sockets.length === 2 && open(at) === 1);
});

test("[C6] a next socket that cannot be opened leaves the old one in service", async () => {
  const at = await afterFirst();
  at.provider.refusals.push({ status: 403 });
  at.clock.advance(55 * minute);
  await until(() => at.provider.handshakes.length === 2);
  at.line.create(continues("b", "a", [], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests.at(-1)?.body).toMatchObject({ previous_response_id: "resp_1" });
  at.clock.advance(59_999);
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(3);
  at.clock.advance(1);
  await until(() => at.provider.handshakes.length === 4);
});

test("[C6] a socket is not replaced under a short request on another lane", async () => {
  const at = await afterFirst({ profile: { ...profile, lanes: true }, limits: { ...limits, askMs: 1e9 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  const input = [user("hello")];
  const request = { model: "m", instructions: "Title?", input, maxOutputTokens: 30 };
  const asked = at.line.ask(request, new AbortController().signal);
  await until(() => at.provider.requests.length === 2);
  at.clock.advance(58 * minute);
  await oneHandshake(at);
  expect(at.provider.handshakes).toHaveLength(2);
  const { stream_id } = at.provider.requests[1]?.body ?? {};
  const completed = { type: "response.completed", stream_id, response: { id: "resp_2", output: [] } };
  at.provider.sockets[0]?.send(JSON.stringify(completed));
  expect(await asked).toMatchObject({ ok: true });
  at.clock.advance(0);
  await until(() => at.provider.sockets.length === 3 && open(at) === 1);
});

test("a next socket that was not yet needed serves when the old one is too old", async () => {
  const at = await afterFirst({ limits: { ...limits, betweenEventsMs: 1e9 } });
  at.provider.replies.push({ type: "call", name: "look", arguments: "{}" });
  at.clock.advance(55 * minute);
  at.line.create(continues("b", "a", [], [user("look")]));
  await at.heard.ended("b");
  await until(() => at.provider.requests.some(({ body }) => body.generate === false));
  await oneHandshake(at);
  at.clock.advance(6 * minute);
  const output = { type: "function_call_output", call_id: "call_resp_2", output: "1" };
  at.line.create(continues("c", "b", [user("hello")], [output]));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
  const last = at.provider.requests.at(-1);
  expect(at.provider.sockets.findIndex((socket) => socket === last?.socket)).toBe(1);
});

test("a request that comes when the old socket is too old takes the next one as it is being opened", async () => {
  const at = await afterFirst();
  at.clock.advance(55 * minute);
  at.clock.advance(6 * minute);
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
  expect(at.provider.requests.at(-1)?.body.input).toHaveLength(2);
});

test("[C31] a limit that the provider announces at rest retires the socket before it can fail a request", async () => {
  const at = await afterFirst();
  const error = { code: "websocket_connection_limit_reached", message: "limit" };
  at.provider.sockets[0]?.send(JSON.stringify({ type: "error", status: 400, error }));
  await at.heard.status("cold");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests[1]?.body.input).toHaveLength(2);
});

test("[C8] an unused socket is closed when it has idled, and opened again by the next request", async () => {
  const at = await afterFirst({ profile: { ...profile, idleMs: 10 * minute } });
  at.clock.advance(10 * minute - 1);
  expect(at.line.status).toBe("warm");
  at.clock.advance(1);
  expect(at.line.status).toBe("cold");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
});

test("[C8] [C38] a socket whose calls nobody will answer any more is closed when it has idled", async () => {
  const at = await afterFirst({ profile: { ...profile, idleMs: 10 * minute } });
  at.provider.replies.push({ type: "call", name: "look", arguments: "{}" });
  at.line.create(continues("b", "a", [], [user("look")]));
  await at.heard.ended("b");
  at.clock.advance(20 * minute);
  expect(at.line.status).toBe("warm");
  at.line.cancel("b");
  expect(at.line.status).toBe("warm");
  at.clock.advance(10 * minute);
  expect(at.line.status).toBe("cold");
  at.line.create(continues("c", "none", [user("hello")], [user("more")]));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
});

test("[C38] a socket on which an ask was given up idles once the provider has had its time to end it", async () => {
  const lanes = { ...profile, lanes: true, idleMs: 10 * minute };
  const at = await afterFirst({ profile: lanes, limits: { ...limits, drainMs: 5_000 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  const giving = new AbortController();
  const input = [user("hello")];
  const request = { model: "m", instructions: "Title?", input, maxOutputTokens: 30 };
  const asked = at.line.ask(request, giving.signal);
  await until(() => at.provider.requests.length === 2);
  giving.abort();
  expect(await asked).toMatchObject({ failure: { code: "lost" } });
  at.clock.advance(10 * minute);
  expect(at.line.status).toBe("cold");
});

test("[C7] [U4] [U10] a socket whose calls are open is kept and pinged however long they take", async () => {
  const at = await afterFirst({ profile: { ...profile, idleMs: minute }, limits: { heartbeatMs: 20_000 } });
  at.provider.replies.push({ type: "call", name: "look", arguments: "{}" });
  at.line.create(continues("b", "a", [], [user("look")]));
  await at.heard.ended("b");
  const [socket] = at.provider.sockets;
  if (socket === undefined) throw new Error("no socket");
  for (let beat = 1; beat <= 15; beat += 1) {
    const pinged = once(socket, "ping");
    at.clock.advance(20_000);
    await pinged;
    const answered = once(socket, "pong");
    socket.ping();
    await answered;
  }
  const output = { type: "function_call_output", call_id: "call_resp_2", output: "1" };
  at.line.create(continues("c", "b", [], [output]));
  await at.heard.ended("c");
  expect(at.provider.requests.at(-1)?.body).toMatchObject({ previous_response_id: "resp_2" });
});

test("a provider that pins a socket to its model gets a new socket for another", async () => {
  const at = await afterFirst({ profile: { ...profile, modelPinned: true } });
  const other = { ...settings, model: "other" };
  at.line.create({ ...continues("b", "a", [user("hello")], [user("more")]), settings: other });
  await at.heard.ended("b");
  expect(at.provider.sockets).toHaveLength(2);
  at.line.create({ ...continues("c", "b", [], [user("and")]), settings: other });
  await at.heard.ended("c");
  expect(at.provider.sockets).toHaveLength(2);
});

test("a closed line leaves no timer behind", async () => {
  const at = await afterFirst({ limits: { ...limits, heartbeatMs: minute } });
  const closed = new Promise((resolve) => at.provider.sockets[0]?.once("close", resolve));
  at.line.close();
  await closed;
  at.clock.advance(2000);
  expect(at.clock.pending).toBe(0);
});
