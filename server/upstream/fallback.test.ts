import { expect, test } from "vitest";
import { createUpstreamWithFallback } from "./fallback";
import { createHttpUpstream } from "./http/responses-http";
import type { UpstreamLine } from "./port";
import { createResponsesUpstream } from "./responses-socket";
import { systemClock } from "../../lib/util/clock";
import { COOLDOWN_MS, fallbackBench } from "./testing/fallback-bench";
import { HttpProvider } from "./testing/http-provider";
import type { Recorder } from "./testing/recorder";
import { until } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";
import { ScriptedProvider } from "./testing/scripted-provider";
import { upstreamContract } from "./upstream.contract";

upstreamContract("the fallback over a working WebSocket", async () => {
  const provider = await ScriptedProvider.start();
  const address = { url: provider.url, apiKey: () => null };
  const upstream = createUpstreamWithFallback({
    socket: createResponsesUpstream(address),
    http: createHttpUpstream(address),
    clock: systemClock,
  });
  return {
    upstream,
    reply: (...replies) => void provider.replies.push(...replies),
    requests: () => provider.requests.map(({ body }) => body).filter((body) => body.generate !== false),
    close: async () => {
      await upstream.close();
      await provider.close();
    },
  };
});

upstreamContract("the fallback without a WebSocket", async () => {
  const provider = await HttpProvider.start();
  const address = { url: provider.url, apiKey: () => null };
  const upstream = createUpstreamWithFallback({
    socket: createResponsesUpstream(address),
    http: createHttpUpstream(address),
    clock: systemClock,
  });
  return {
    upstream,
    reply: (...replies) => {
      for (const reply of replies) if (reply.type !== "script") provider.replies.push(reply);
    },
    requests: () => provider.requests.map(({ body }) => body),
    close: async () => {
      await upstream.close();
      await provider.close();
    },
  };
});

const never = new AbortController().signal;
const title = { model: "m", instructions: "Name it.", input: [user("hi")], maxOutputTokens: 20 };

async function ends(line: UpstreamLine, heard: Recorder, key: string): Promise<unknown> {
  line.create(opens(key));
  return heard.ended(key);
}

test.each([404, 405, 426, 501])(
  "[C4] [U8] a handshake answered with %i sends the same create over HTTP at once, once, under its key",
  async (status) => {
    const { provider, open, upstream } = await fallbackBench(status);
    const { line, heard } = open();
    expect(await ends(line, heard, "a")).toMatchObject({ type: "done", key: "a" });
    expect([provider.handshakes, provider.requests.length]).toEqual([1, 1]);
    const types = heard.events.map(({ type }) => type);
    expect(types).toEqual(["started", "item_added", "item_delta", "item_delta", "item_done", "done"]);
    expect(new Set(heard.events.map(({ key }) => key))).toEqual(new Set(["a"]));
    expect(upstream.transport()).toMatchObject({
      transport: "http",
      why: expect.stringContaining(`${status}`),
    });
  },
);

test("[C35] [U35] the line stays with HTTP and each request has the whole history", async () => {
  const { provider, open } = await fallbackBench(426);
  const { line, heard } = open();
  await ends(line, heard, "a");
  provider.upgrades = "serve";
  let history = [user("hello")];
  for (const [chain, key] of [
    ["a", "b"],
    ["b", "c"],
  ] as const) {
    const last = await heard.ended(chain);
    history = [...history, ...(last.type === "done" ? last.output : [])];
    line.create(continues(key, chain, history, [user(key)]));
    await heard.ended(key);
    history = [...history, user(key)];
  }
  expect(provider.requests.map(({ body }) => (Array.isArray(body.input) ? body.input.length : 0))).toEqual([
    1, 3, 5,
  ]);
  expect(provider.handshakes).toBe(1);
});

test("[U7] the next line goes over HTTP without a handshake, until the cooldown is over", async () => {
  const { provider, open, clock, upstream } = await fallbackBench(426);
  for (const key of ["a", "b"]) {
    const { line, heard } = open();
    await ends(line, heard, key);
  }
  clock.advance(COOLDOWN_MS - 1);
  const { line, heard } = open();
  await ends(line, heard, "c");
  expect([provider.handshakes, provider.requests.length]).toEqual([1, 3]);
  expect(upstream.transport()).toMatchObject({ since: 1_000_000, retryAt: 1_000_000 + COOLDOWN_MS });
});

test("[C4] after the cooldown one new line tries the WebSocket; when it serves, new lines use it again", async () => {
  const { provider, open, clock, upstream, changes } = await fallbackBench(426);
  const first = open();
  await ends(first.line, first.heard, "a");
  clock.advance(COOLDOWN_MS);
  provider.upgrades = "serve";
  const [probing, beside, later] = [open(), open(), open()];
  probing.line.warm(settings);
  await ends(beside.line, beside.heard, "b");
  expect(provider.requests).toHaveLength(2);
  await ends(probing.line, probing.heard, "c");
  await ends(later.line, later.heard, "d");
  await ends(first.line, first.heard, "e");
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([2, 3]);
  expect(upstream.transport()).toMatchObject({ transport: "websocket", why: null, retryAt: null });
  expect(changes.map(({ transport }) => transport)).toEqual(["http", "websocket"]);
});

test("[C4] a try that fails costs the line nothing and begins the cooldown anew", async () => {
  const { provider, open, clock, changes, upstream } = await fallbackBench(404);
  for (const key of ["a", "b", "c"]) {
    const { line, heard } = open();
    expect(await ends(line, heard, key)).toMatchObject({ type: "done" });
    if (key !== "b") clock.advance(COOLDOWN_MS);
  }
  expect([provider.handshakes, provider.requests.length]).toEqual([2, 3]);
  expect(changes).toHaveLength(1);
  expect(upstream.transport().since).toBe(1_000_000);
});

test("[U25] a socket that opens and says nothing twice in a row hands the second create to HTTP", async () => {
  const { provider, open, upstream } = await fallbackBench("silent", {
    socket: { limits: { firstEventMs: 25 } },
  });
  const { line, heard } = open();
  expect(await ends(line, heard, "a")).toMatchObject({ failure: { code: "timeout" } });
  expect(provider.requests).toHaveLength(0);
  expect(await ends(line, heard, "b")).toMatchObject({ type: "done" });
  expect(heard.of("b").map(({ type }) => type)).not.toContain("failed");
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([2, 1]);
  expect(upstream.transport()).toMatchObject({
    transport: "http",
    why: expect.stringContaining("says nothing"),
  });
});

test("[C32] [U31] where tools of MCP servers are offered, a request that met silence goes over HTTP only when it is made anew", async () => {
  const { provider, open } = await fallbackBench("silent", {
    socket: { limits: { firstEventMs: 25 } },
    hasEffects: true,
  });
  const { line, heard } = open();
  for (const key of ["a", "b"]) expect(await ends(line, heard, key)).toMatchObject({ type: "failed" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([2, 0]);
  expect(await ends(line, heard, "c")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([2, 1]);
});

test("[U25] silences with a refusal between them are not two in a row", async () => {
  const limits = { firstEventMs: 25, reusedFirstEventMs: 25 };
  const { provider, open } = await fallbackBench("serve", { socket: { limits } });
  const { line, heard } = open();
  const silence = { type: "stall", after: "nothing" } as const;
  const refusal = { type: "error", status: 400, code: null, message: "no" } as const;
  provider.socketReplies.push(silence, refusal, silence);
  for (const [key, code] of [
    ["a", "timeout"],
    ["b", "rejected"],
    ["c", "timeout"],
  ] as const) {
    expect(await ends(line, heard, key)).toMatchObject({ failure: { code } });
  }
  expect(provider.requests).toHaveLength(0);
});

test("[C32] [U31] silence from a WebSocket that has served before is never answered by sending again", async () => {
  const limits = { firstEventMs: 25, reusedFirstEventMs: 25 };
  const { provider, open } = await fallbackBench("serve", { socket: { limits } });
  const { line, heard } = open();
  await ends(line, heard, "a");
  provider.upgrades = "silent";
  for (const key of ["b", "c"]) {
    expect(await ends(line, heard, key)).toMatchObject({ failure: { code: "timeout" } });
  }
  expect(provider.requests).toHaveLength(0);
  expect(await ends(line, heard, "d")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([3, 1]);
});

test("[C32] a response that is lost after it was sent is reported and not sent again over HTTP", async () => {
  const { provider, open, upstream } = await fallbackBench("serve");
  const { line, heard } = open();
  for (const [key, after] of [
    ["a", "nothing"],
    ["b", "created"],
    ["c", "text"],
  ] as const) {
    provider.socketReplies.push({ type: "hang_up", after, code: 1011 });
    expect(await ends(line, heard, key)).toMatchObject({ failure: { code: "lost" } });
  }
  provider.socketReplies.push({ type: "hang_up", after: "text", code: 1009 });
  expect(await ends(line, heard, "d")).toMatchObject({ failure: { code: "rejected" } });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([4, 0]);
  expect(upstream.transport().transport).toBe("websocket");
});

test("[C32] answers that stop in the middle are no reason to leave the WebSocket", async () => {
  const { provider, open } = await fallbackBench("serve", { socket: { limits: { betweenEventsMs: 25 } } });
  const { line, heard } = open();
  provider.socketReplies.push({ type: "stall", after: "created" }, { type: "stall", after: "created" });
  for (const key of ["a", "b"]) {
    expect(await ends(line, heard, key)).toMatchObject({ failure: { code: "timeout" } });
  }
  expect(await ends(line, heard, "c")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([3, 0]);
});

test("a closed line takes creates and sends none of them", async () => {
  const { provider, open } = await fallbackBench(426);
  const { line, heard } = open();
  line.close();
  line.warm(settings);
  for (const key of ["a", "b"]) line.create(opens(key));
  const other = open();
  await ends(other.line, other.heard, "c");
  expect([heard.events, provider.requests.length]).toEqual([[], 1]);
});

test("[C20] [U6] a create over the frame limit goes over HTTP by itself, and the next one over the socket", async () => {
  const socket = { profile: { maxFrameBytes: 2000 } };
  const { provider, open, upstream } = await fallbackBench("serve", { socket });
  const { line, heard } = open();
  line.create(opens("a", [user("x".repeat(3000))]));
  expect(await heard.ended("a")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([0, 1]);
  expect(await ends(line, heard, "b")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([1, 1]);
  expect(upstream.transport().transport).toBe("websocket");
});

test("[C20] [U6] a close with 1009 sends that create over HTTP, in full, and not over a socket again", async () => {
  const { provider, open } = await fallbackBench("serve");
  const { line, heard } = open();
  const first = await ends(line, heard, "a").then(() => heard.ended("a"));
  provider.socketReplies.push({ type: "hang_up", after: "nothing", code: 1009 });
  const history = [user("hello"), ...(first.type === "done" ? first.output : [])];
  line.create(continues("b", "a", history, [user("more")]));
  expect(await heard.ended("b")).toMatchObject({ type: "done" });
  expect([provider.socketRequests.length, provider.requests.length]).toEqual([2, 1]);
  expect(provider.requests[0]?.body.input).toHaveLength(3);
});

test("a second create throws, whatever carries the first", async () => {
  const { provider, open } = await fallbackBench("serve", { socket: { profile: { maxFrameBytes: 2000 } } });
  const { line, heard } = open();
  provider.replies.push({ type: "stall", after: "created" });
  line.create(opens("a", [user("x".repeat(3000))]));
  await heard.started("a");
  expect(() => line.create(opens("b"))).toThrow("before the response under way has ended");
  line.cancel("a");
  expect(await ends(line, heard, "c")).toMatchObject({ type: "done" });
  await provider.requests[0]?.closed;
});

test("[C38] a cancel while the create changes over leaves nothing behind", async () => {
  const { provider, open } = await fallbackBench(426);
  const { line, heard } = open();
  provider.replies.push({ type: "stall", after: "nothing" });
  line.create(opens("a"));
  await until(() => provider.requests.length === 1);
  line.cancel("a");
  await provider.requests[0]?.closed;
  expect(heard.events).toEqual([]);
});

test("what the provider refuses otherwise is no reason to leave the WebSocket", async () => {
  for (const status of [401, 403, 400]) {
    const { provider, open, upstream } = await fallbackBench(status);
    const { line, heard } = open();
    expect(await ends(line, heard, "a")).toMatchObject({ type: "failed" });
    expect([upstream.transport().transport, provider.requests.length]).toEqual(["websocket", 0]);
  }
});

test("a provider that is known to have no WebSocket mode is never asked for one", async () => {
  const { provider, open, clock, upstream } = await fallbackBench("serve", { ws: false });
  for (const key of ["a", "b"]) {
    const { line, heard } = open();
    expect(await ends(line, heard, key)).toMatchObject({ type: "done" });
    clock.advance(10 * COOLDOWN_MS);
  }
  expect(provider.handshakes).toBe(0);
  expect(upstream.transport()).toMatchObject({ transport: "http", retryAt: null });
});

test("status and capabilities are those of what carries the line", async () => {
  const { open } = await fallbackBench(426, { socket: { profile: { warmup: true } } });
  const { line, heard } = open();
  expect([line.status, line.capabilities.warmup]).toEqual(["cold", true]);
  await ends(line, heard, "a");
  expect(heard.statuses).toEqual(["connecting", "cold", "connecting", "warm"]);
  expect([line.status, line.capabilities.warmup]).toEqual(["warm", false]);
  expect(line.steer({ key: "a", steerId: "s", text: "t", successor: "b" })).toBe("unsupported");
});

test("an ask that finds no WebSocket, or no room in a frame, goes over HTTP", async () => {
  const closed = await fallbackBench(426);
  expect(await closed.open().line.ask(title, never)).toMatchObject({ ok: true, text: "ok" });
  const narrow = await fallbackBench("serve");
  narrow.provider.socketReplies.push({ type: "hang_up", after: "nothing", code: 1009 });
  expect(await narrow.open().line.ask(title, never)).toMatchObject({ ok: true, text: "ok" });
  expect([narrow.provider.socketRequests.length, narrow.provider.requests.length]).toEqual([1, 1]);
});
