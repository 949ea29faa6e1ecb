import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { httpBench } from "../testing/http-bench";
import type { HttpCall } from "../testing/http-provider";
import { ManualClock } from "../testing/manual-clock";
import { Recorder, until } from "../testing/recorder";
import { answer, messageItem } from "../testing/reply";
import { continues, opens, settings, user } from "../testing/requests";
import { httpUrl } from "./http-url";
import { createHttpUpstream } from "./responses-http";

test.each([
  ["https://api.example.com/v1", "https://api.example.com/v1/responses"],
  ["wss://api.example.com/v1/", "https://api.example.com/v1/responses"],
  ["ws://127.0.0.1:11434/v1/responses", "http://127.0.0.1:11434/v1/responses"],
  ["http://h/openai/v1?api-version=preview", "http://h/openai/v1/responses?api-version=preview"],
])("the address of %s is %s", (base, address) => {
  expect(httpUrl(base).href).toBe(address);
});

test("[C17] [C35] [U35] every request carries the whole input and no previous_response_id", async () => {
  const at = await httpBench();
  at.line.create(opens("a"));
  const first = await at.heard.ended("a");
  const history = [user("hello"), ...(first.type === "done" ? first.output : [])];
  at.line.create(continues("b", "a", history, [user("more")]));
  await at.heard.ended("b");
  const [, second] = at.provider.requests;
  expect(second?.body.input).toHaveLength(3);
  expect(second?.body).not.toHaveProperty("previous_response_id");
  const started = at.heard.of("b")[0];
  expect(started).toMatchObject({
    bytes: { up: Buffer.byteLength(second?.text ?? ""), notResent: 0 },
  });
});

test("[C19] [C36] a replay names no item ids and keeps encrypted reasoning verbatim", async () => {
  const at = await httpBench();
  const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA+/=" };
  at.line.create(opens("a", [user("hello"), reasoning, user("more")]));
  await at.heard.ended("a");
  const body = at.provider.requests[0]?.body;
  expect(body?.input).toEqual([
    user("hello"),
    { type: "reasoning", summary: [], encrypted_content: "gAAA+/=" },
    user("more"),
  ]);
});

test("[C21] the body is one of POST: it streams, is not stored and has no field of WebSocket mode", async () => {
  const at = await httpBench();
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const [request] = at.provider.requests;
  expect(request?.body).toMatchObject({ stream: true, store: false, model: "m", tools: settings.tools });
  for (const name of ["type", "generate", "stream_id"]) expect(request?.body).not.toHaveProperty(name);
  expect(request?.headers).toMatchObject({
    accept: "text/event-stream",
    "accept-encoding": "identity",
    authorization: "Bearer sk-test-key-0001",
  });
});

test("[C24] a tool round sends all outputs in one request, in the order they were given", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "call", name: "look", arguments: "{}" });
  at.line.create(opens("a"));
  const first = await at.heard.ended("a");
  const calls = first.type === "done" ? first.output : [];
  const outputs = ["call_2", "call_1"].map((call_id) => ({
    ...{ type: "function_call_output", call_id, output: "seen" },
  }));
  at.line.create(continues("b", "a", [user("hello"), ...calls], outputs));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests).toHaveLength(2);
  expect(at.provider.requests[1]?.body.input).toMatchObject([
    { role: "user" },
    { type: "function_call", name: "look", call_id: "call_resp_1" },
    ...outputs,
  ]);
});

test("[C8] a connection is used again, and one that the provider closed is not", async () => {
  const at = await httpBench();
  for (const key of ["a", "b"]) {
    at.provider.replies.push({ type: "by_hand", run: inOnePiece });
    at.line.create(opens(key));
    await at.heard.ended(key);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(at.provider.connections).toBe(1);
  at.provider.cut();
  await at.heard.status("cold");
  at.line.create(opens("c"));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
  expect(at.heard.statuses).toEqual(["connecting", "warm", "cold", "reconnecting", "warm"]);
});

/** The end of the answer comes with its last event, so that the connection is free at once. */
function inOnePiece({ response, id }: HttpCall): void {
  const events = answer(id, [messageItem(id, "ok")]).map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const text = events.join("");
  const headers = { "content-type": "text/event-stream", "content-length": Buffer.byteLength(text) };
  response.writeHead(200, headers).end(text);
}

test("[C1] the key goes where the provider's style of authorisation says", async () => {
  const at = await httpBench({ profile: { authStyle: "api-key" } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const headers = at.provider.requests[0]?.headers;
  expect([headers?.["api-key"], headers?.authorization]).toEqual(["sk-test-key-0001", undefined]);
});

test("a connection that nobody uses is closed after idleMs, but not under an answer that pauses", async () => {
  const at = await httpBench({ limits: { idleMs: 30 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  const beside = await httpBench({ limits: { idleMs: 30 } });
  beside.provider.replies.push({ type: "by_hand", run: inOnePiece });
  beside.line.create(opens("b"));
  await beside.heard.ended("b");
  await beside.heard.status("cold");
  expect(at.line.status).toBe("warm");
});

test("[C5] two lines share no connection", async () => {
  const at = await httpBench();
  const upstream = createHttpUpstream({ url: at.provider.url, apiKey: () => null });
  const [first, second] = [new Recorder(), new Recorder()];
  for (const heard of [first, second]) {
    upstream.open(heard).create(opens("a"));
    await heard.ended("a");
    await at.provider.requests.at(-1)?.closed;
  }
  expect(at.provider.connections).toBe(2);
  await upstream.close();
  await until(() => at.provider.openConnections === 0);
});

test("warm sends nothing: what a provider might bill is not sent for readiness", async () => {
  const at = await httpBench();
  at.line.warm(settings);
  expect(at.line.status).toBe("cold");
  expect(at.line.steer({ key: "a", steerId: "s", text: "t", successor: "b" })).toBe("unsupported");
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect([at.provider.requests.length, at.provider.handshakes]).toEqual([1, 0]);
});

test("[C20] a request over the limit is refused before a byte leaves", async () => {
  const at = await httpBench({ limits: { maxRequestBytes: 200 } });
  at.line.create(opens("a", [user("x".repeat(200))]));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringContaining("at most 200") },
  });
  expect(at.provider.connections).toBe(0);
});

test("[C3] redirects are not followed, and the key is read anew for each request", async () => {
  let count = 0;
  const at = await httpBench({ apiKey: () => `sk-test-${++count}-long` });
  at.provider.replies.push({ type: "status", status: 307, headers: { location: "http://127.0.0.1:1/" } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringMatching(/redirects \(307\)/) },
  });
  at.line.create(opens("b"));
  await at.heard.ended("b");
  expect(at.provider.requests.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer sk-test-1-long",
    "Bearer sk-test-2-long",
  ]);
});

test("[C1] a key is sent to no host but loopback's without being set, and one that no header can carry fails", async () => {
  const lines = [
    { url: "https://provider.invalid/v1", apiKey: () => null, message: /No key is configured/ },
    { url: "http://127.0.0.1:9/v1", apiKey: () => "key\nwith a line", message: /cannot be sent/ },
  ];
  for (const { message, ...options } of lines) {
    const upstream = createHttpUpstream(options);
    const heard = new Recorder();
    upstream.open(heard).create(opens("a"));
    expect(await heard.ended("a")).toMatchObject({
      failure: { code: "unauthorized", message: expect.stringMatching(message) },
    });
    await upstream.close();
  }
});

test("[C4] a host that never answers the connection is given up after connectMs, as unsent", async () => {
  const clock = new ManualClock();
  const upstream = createHttpUpstream({
    ...{ url: "http://127.0.0.1:9/v1", apiKey: () => null, clock },
    limits: { connectMs: 15_000 },
  });
  const heard = new Recorder();
  upstream.open(heard).create(opens("a"));
  clock.advance(15_000);
  expect(await heard.ended("a")).toMatchObject({
    failure: { code: "unsent", message: expect.stringContaining("15000 ms") },
  });
  await upstream.close();
});

test("[C34] [U7] an unreachable host is tried a bounded number of times and then reported as unsent", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  let tries = 0;
  const upstream = createHttpUpstream({
    url: `http://127.0.0.1:${port}/v1`,
    apiKey: () => `key-${++tries}`,
    random: () => 0.001,
    limits: { connectRetries: 2 },
  });
  const heard = new Recorder();
  upstream.open(heard).create(opens("a"));
  expect(await heard.ended("a")).toMatchObject({ failure: { code: "unsent" } });
  expect(tries).toBe(3);
  await upstream.close();
});
