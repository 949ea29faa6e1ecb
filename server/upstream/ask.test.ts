import { expect, test } from "vitest";
import { profileFor } from "./capabilities";
import { bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { answer, begun, ended, messageItem } from "./testing/reply";
import { continues, opens, settings, user } from "./testing/requests";

const request = { model: "m", instructions: "Title?", input: [user("hello")], maxOutputTokens: 30 };
const never = new AbortController().signal;

test("an ask on a provider without lanes has a short-lived socket of its own", async () => {
  const at = await bench({ profile: { lanes: false } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.replies.push({ type: "text", text: "Greetings" });
  expect(await at.line.ask(request, never)).toMatchObject({
    ok: true,
    text: "Greetings",
    usage: { total_tokens: 10 },
  });
  expect(at.provider.requests[1]?.body).toEqual({
    type: "response.create",
    model: "m",
    instructions: "Title?",
    store: false,
    max_output_tokens: 30,
    input: [user("hello")],
  });
  await until(() => at.provider.sockets[1]?.readyState === at.provider.sockets[1]?.CLOSED);
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests[2]?.body).toMatchObject({ previous_response_id: "resp_1" });
});

test("[C23] a provider of which nothing is known is sent no lane, whatever is asked beside the conversation", async () => {
  const at = await bench({ profile: profileFor(new URL("https://unknown.example/v1")) });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  expect(await at.line.ask(request, never)).toMatchObject({ ok: true });
  at.line.warm(settings);
  at.provider.sockets[0]?.send(JSON.stringify(ended("resp_1", "completed")));
  await at.heard.ended("a");
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests.map(({ body }) => "stream_id" in body)).toEqual([false, false, false]);
  expect(at.provider.requests[0]?.socket).not.toBe(at.provider.requests[1]?.socket);
});

test("[C23] where the provider has lanes the conversation stays on the default one", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  await at.line.ask(request, never);
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests.map(({ body }) => "stream_id" in body)).toEqual([false, true, false]);
  expect(at.provider.sockets).toHaveLength(1);
});

test("[C10] one reader keeps a response and asks on other lanes of the same socket apart", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  const silent = { type: "script", run: () => undefined } as const;
  at.provider.replies.push(silent, silent);
  const results = [at.line.ask(request, never), at.line.ask(request, never)];
  await until(() => at.provider.requests.length === 3);
  const lanes = at.provider.requests.slice(1).map(({ body }) => body.stream_id);
  expect(new Set(lanes).size).toBe(2);
  const streams = [
    answer("resp_1", [messageItem("resp_1", "main")]).slice(1),
    answer("resp_2", [messageItem("resp_2", "first")]).map((frame) => ({ ...frame, stream_id: lanes[0] })),
    answer("resp_3", [messageItem("resp_3", "second")]).map((frame) => ({ ...frame, stream_id: lanes[1] })),
  ];
  for (let index = 0; index < 6; index += 1) {
    for (const stream of streams)
      if (stream[index]) at.provider.sockets[0]?.send(JSON.stringify(stream[index]));
  }
  expect((await Promise.all(results)).map((result) => result.ok && result.text)).toEqual(["first", "second"]);
  expect(await at.heard.ended("a")).toMatchObject({ output: [{ content: [{ text: "main" }] }] });
  expect(at.heard.of("a")).toHaveLength(at.heard.events.length);
  expect(at.provider.sockets).toHaveLength(1);
});

test("[C10] an error of a lane ends its ask and leaves the response on the default lane alone", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  at.provider.replies.push({ type: "error", status: 400, code: "invalid_prompt", message: "no" });
  expect(await at.line.ask(request, never)).toMatchObject({
    ok: false,
    failure: { code: "rejected", providerCode: "invalid_prompt" },
  });
  at.provider.sockets[0]?.send(JSON.stringify(ended("resp_1", "completed")));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
});

test("[F63] asks leave the chain alone and use few lane names however many there are", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  for (let round = 0; round < 40; round += 1) {
    expect(await at.line.ask(request, never)).toMatchObject({ ok: true, text: "ok" });
  }
  at.line.create(continues("b", "a", [], [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests.at(-1)?.body).toMatchObject({ previous_response_id: "resp_1" });
  expect(new Set(at.provider.requests.map(({ body }) => body.stream_id)).size).toBe(2);
});

test("a provider that refuses the lane is asked on a socket of its own from then on", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const error = { code: "unknown_parameter", message: "Unknown parameter: 'stream_id'.", param: "stream_id" };
  at.provider.replies.push({
    type: "script",
    run: ({ socket, body: { stream_id } }) =>
      socket.send(JSON.stringify({ type: "error", status: 400, stream_id, error })),
  });
  expect(await at.line.ask(request, never)).toMatchObject({ ok: true });
  expect(at.provider.sockets).toHaveLength(2);
  expect(at.line.capabilities.lanes).toBe(false);
  expect(at.upstream.report().capabilities.lanes).toEqual({ value: false, source: "learned" });
});

test("an ask that is given up says whether its request had left", async () => {
  const at = await bench({ profile: { lanes: false } });
  expect(await at.line.ask(request, AbortSignal.abort())).toMatchObject({ failure: { code: "unsent" } });
  at.provider.replies.push({ type: "stall", after: "created" });
  const giving = new AbortController();
  const result = at.line.ask(request, giving.signal);
  await until(() => at.provider.requests.length === 1);
  giving.abort();
  expect(await result).toMatchObject({ failure: { code: "lost" } });
  await until(() => at.provider.sockets[0]?.readyState === at.provider.sockets[0]?.CLOSED);
});

test("[C38] an ask given up on a lane reaches no later ask, though its answer still streams", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.replies.push({ type: "stall", after: "created" });
  const giving = new AbortController();
  const result = at.line.ask(request, giving.signal);
  await until(() => at.provider.requests.length === 2);
  giving.abort();
  expect(await result).toMatchObject({ failure: { code: "lost" } });
  const lane = at.provider.requests[1]?.body.stream_id;
  const next = at.line.ask(request, never);
  await until(() => at.provider.requests.length === 3);
  expect(at.provider.requests[2]?.body.stream_id).not.toBe(lane);
  expect(await next).toMatchObject({ ok: true, text: "ok" });
});

test("[C38] a lane on which an ask was given up is used again once its answer has ended, and else never", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, profile: { lanes: true }, limits: { drainMs: 5_000, heartbeatMs: 1e9 } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const lane = (): unknown => at.provider.requests.at(-1)?.body.stream_id;
  const giveUp = async (): Promise<unknown> => {
    at.provider.replies.push({ type: "stall", after: "created" });
    const before = at.provider.requests.length;
    const giving = new AbortController();
    const result = at.line.ask(request, giving.signal);
    await until(() => at.provider.requests.length > before);
    giving.abort();
    await result;
    return lane();
  };
  const drained = await giveUp();
  const socket = at.provider.sockets[0];
  socket?.send(JSON.stringify({ ...ended("resp_2", "completed"), stream_id: drained }));
  socket?.ping();
  await new Promise((resolve) => socket?.once("pong", resolve));
  clock.advance(5_000);
  const dirty = await giveUp();
  expect(dirty).toBe(drained);
  clock.advance(5_000);
  for (let round = 0; round < 6; round += 1) {
    expect(await at.line.ask(request, never)).toMatchObject({ ok: true });
    expect(lane()).not.toBe(dirty);
  }
  socket?.send(JSON.stringify({ ...ended("resp_3", "completed"), stream_id: dirty }));
  at.line.create(continues("b", "a", [], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
});

test("an ask is bounded in time, and ends with its line", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, profile: { lanes: false }, limits: { askMs: 500 } });
  at.provider.replies.push({ type: "stall", after: "created" }, { type: "stall", after: "created" });
  const late = at.line.ask(request, never);
  await until(() => at.provider.requests.length === 1);
  clock.advance(500);
  expect(await late).toMatchObject({ failure: { code: "timeout" } });
  const closing = at.line.ask(request, never);
  await until(() => at.provider.requests.length === 2);
  at.line.close();
  expect(await closing).toMatchObject({ failure: { code: "lost" } });
  expect(await at.line.ask(request, never)).toMatchObject({ failure: { code: "unsent" } });
});

test("[C1] the failure of an ask holds no credential", async () => {
  const at = await bench({ apiKey: () => "very-secret-value", profile: { lanes: false } });
  at.provider.replies.push({ type: "error", status: 401, code: null, message: "bad very-secret-value" });
  expect(JSON.stringify(await at.line.ask(request, never))).not.toContain("very-secret-value");
});

test("[C15] an ask whose socket closes without an end is lost", async () => {
  const at = await bench({ profile: { lanes: true } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id, body: { stream_id } }) => {
      socket.send(JSON.stringify({ ...begun(id), stream_id }));
      socket.close(1000);
    },
  });
  expect(await at.line.ask(request, never)).toMatchObject({ failure: { code: "lost" } });
});
