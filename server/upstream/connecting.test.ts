import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { defaultHttpLimits } from "./http/limits";
import { defaultLimits } from "./limits";
import { bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";

test("[C1] the key is in the handshake and in no message, even when the provider repeats it", async () => {
  const at = await bench({ apiKey: () => "very-secret-value" });
  const body = {
    error: { code: "invalid_api_key", message: "Incorrect API key provided: very-secret-value." },
  };
  at.provider.refusals.push({ status: 401, body }, { status: 401, body });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect(at.provider.handshakes[0]?.authorization).toBe("Bearer very-secret-value");
  expect(JSON.stringify(at.heard.events)).not.toContain("very-secret-value");
});

test("[C2] [U1] [U43] a socket that breaks between two responses harms nobody, and the next goes out in full", async () => {
  const at = await bench();
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.sockets[0]?.terminate();
  await at.heard.status("cold");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests[1]?.body.input).toHaveLength(2);
  expect(at.heard.statuses).toEqual(["connecting", "warm", "cold", "reconnecting", "warm"]);
});

test("[C3] [U30] redirects are not followed, and credentials are read anew for each connection", async () => {
  let count = 0;
  const at = await bench({ apiKey: () => `sk-test-${++count}-long` });
  at.provider.refusals.push({ status: 302, headers: { location: "http://127.0.0.1:1/elsewhere" } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringMatching(/redirects/) },
  });
  at.line.create(opens("b"));
  await at.heard.ended("b");
  expect(at.provider.handshakes.map(({ authorization }) => authorization)).toEqual([
    "Bearer sk-test-1-long",
    "Bearer sk-test-2-long",
  ]);
});

test("[C4] [U29] a 401 is tried once more and then reported with what to do", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 401 }, { status: 401 });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "unauthorized", message: expect.stringMatching(/UPSTREAM_API_KEY/) },
  });
  expect(at.provider.handshakes).toHaveLength(2);
});

test("[C4] [U8] 404, 405, 426 and 501 say at once that there is no WebSocket mode", async () => {
  for (const status of [404, 405, 426, 501]) {
    const at = await bench();
    at.provider.refusals.push({ status });
    at.line.create(opens("a"));
    expect(await at.heard.ended("a")).toMatchObject({
      failure: { code: "no_websocket", message: expect.stringMatching(/no WebSocket mode/) },
    });
    expect(at.provider.handshakes).toHaveLength(1);
  }
});

test("[C4][F67] 429 and 5xx are repeated, honouring Retry-After, and then succeed", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 503 }, { status: 429, headers: { "retry-after-ms": "1" } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.handshakes).toHaveLength(3);
});

test("[C34] [U32] the handshakes of one request are bounded", async () => {
  const at = await bench();
  const message = "overloaded";
  for (let count = 0; count < 9; count += 1)
    at.provider.refusals.push({ status: 503, body: { error: { message } } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "server_error", message: expect.stringMatching(/overloaded/) },
  });
  expect(at.provider.handshakes).toHaveLength(4);
});

test("[C46][F67] a Retry-After longer than the limit is reported, not waited for", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 429, headers: { "retry-after": "120" } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rate_limited", retryAfterMs: 120_000 },
  });
  expect(at.provider.handshakes).toHaveLength(1);
});

test("[C4] [U9] an accepted upgrade followed by 1008 is a rejection", async () => {
  const at = await bench();
  at.provider.replies.push({ type: "hang_up", after: "nothing", code: 1008, reason: "policy" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringMatching(/policy/) },
  });
  expect(at.provider.handshakes).toHaveLength(1);
});

test("[C20] [U6] a close with 1009 is a rejection and is not repeated", async () => {
  const at = await bench();
  at.provider.replies.push({ type: "hang_up", after: "nothing", code: 1009 });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringMatching(/too large/) },
  });
  expect(at.provider.requests).toHaveLength(1);
});

test("[C15] every close code without a terminal event is a failure", async () => {
  for (const code of [1000, 1001, 1011, 1012]) {
    const at = await bench();
    at.provider.replies.push({ type: "hang_up", after: "nothing", code });
    at.line.create(opens("a"));
    expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "lost" } });
    expect(at.provider.requests).toHaveLength(1);
  }
});

test("a remote provider without a key is not contacted, and the advice comes after create returns", async () => {
  const at = await bench({ url: "https://provider.invalid/v1", apiKey: () => null });
  at.line.create(opens("a"));
  expect(at.heard.events).toHaveLength(0);
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "unauthorized", message: expect.stringMatching(/UPSTREAM_API_KEY/) },
  });
});

test("a key that no header can carry is a failure, not a throw", async () => {
  const at = await bench({ apiKey: () => "bad\nkey" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "unauthorized" } });
});

test("[C22] an unreachable provider leaves the request unsent", async () => {
  const at = await bench({ url: "http://127.0.0.1:1/v1" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "unsent" } });
  expect(at.line.status).toBe("cold");
});

test("[C4] a handshake that nobody answers ends at the connect timeout", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const at = await bench({ url: `http://127.0.0.1:${port}/v1`, limits: { connectMs: 40 } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "unsent", message: expect.stringMatching(/timed out/) },
  });
  silent.close();
});

test("[C4] a connection is given 15 s over either transport", () => {
  expect([defaultLimits.connectMs, defaultHttpLimits.connectMs]).toEqual([15_000, 15_000]);
});

test("[C6][F59] an aged socket is replaced between two responses, never during one", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, profile: { maxAgeMs: 1000 } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  clock.advance(999);
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.ended("b");
  clock.advance(1);
  at.line.create(continues("c", "b", [user("hello")], [user("again")]));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
  expect(at.provider.requests[2]?.body).not.toHaveProperty("previous_response_id");
});

test("[C7] a socket silent for two intervals is retired; pongs keep one alive", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { heartbeatMs: 100 } });
  at.line.warm(settings);
  await until(() => at.provider.requests.length === 1);
  const [peer] = at.provider.sockets;
  const pinged = new Promise((resolve) => peer?.once("ping", resolve));
  clock.advance(100);
  await pinged;
  expect(at.line.status).toBe("warm");
  clock.advance(300);
  expect(at.line.status).toBe("cold");
});

test("[C8] [U42] [F61] a request that gets no first event times out, sooner on a socket that has served", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { firstEventMs: 500, reusedFirstEventMs: 200 } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.replies.push({ type: "stall", after: "nothing" });
  at.line.create(opens("b"));
  await until(() => at.provider.requests.length === 2);
  clock.advance(200);
  expect(at.heard.of("b")).toMatchObject([{ type: "failed", failure: { code: "timeout" } }]);
});

test("[U13][F61] a response that stops in the middle times out", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { betweenEventsMs: 300 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  clock.advance(299);
  expect(at.heard.of("a")).toHaveLength(1);
  clock.advance(1);
  expect(at.heard.of("a").at(-1)).toMatchObject({
    failure: { code: "timeout", message: expect.stringMatching(/in the middle/) },
  });
});

test("[C38] [U17] cancelling closes the socket under a response, and only then", async () => {
  const at = await bench();
  at.line.cancel("nothing");
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  const closed = new Promise((resolve) => at.provider.sockets[0]?.once("close", resolve));
  at.line.cancel("a");
  await closed;
  at.line.create(opens("b"));
  at.line.cancel("b");
  at.line.create(opens("c"));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
  expect(at.heard.of("b")).toEqual([]);
});

test("[C9] [U36] compression is not offered", async () => {
  const at = await bench();
  at.line.warm(settings);
  await at.heard.status("warm");
  expect(at.provider.handshakes[0]).not.toHaveProperty("sec-websocket-extensions");
});
