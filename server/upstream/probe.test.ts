import { expect, onTestFinished, test } from "vitest";
import { createResponsesUpstream } from "./responses-socket";
import { bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { answer, messageItem, type Call } from "./testing/reply";
import { opens } from "./testing/requests";
import { steerFailed } from "./testing/steers";

const unknown = { warmup: false, lanes: false, steer: "none" } as const;

test("a probe finds warm-up, lanes and steering with warm-ups alone, and the lines know it afterwards", async () => {
  const at = await bench({ profile: unknown });
  at.provider.onSteer = ({ socket }) =>
    socket.send(JSON.stringify(steerFailed("response_already_completed")));
  expect(await at.upstream.probe("m")).toMatchObject({
    ...{ ws: { ok: true }, warmup: true, lanes: true, steer: true },
  });
  expect(at.provider.requests.map(({ body }) => [body.generate, body.input])).toEqual([
    [false, []],
    [false, []],
  ]);
  const { capabilities } = at.upstream.report();
  expect(capabilities.warmup).toEqual({ value: true, source: "probed" });
  expect(capabilities.lanes).toEqual({ value: true, source: "probed" });
  expect(capabilities.steer).toEqual({ value: "all", source: "probed" });
  await until(() => at.provider.sockets[0]?.readyState === at.provider.sockets[0]?.CLOSED);
});

test("[U26] a provider that generates for a warm-up is cut off at its first output and not asked again", async () => {
  const at = await bench({ profile: unknown });
  const generate = ({ socket, id }: Call): void => {
    for (const frame of answer(id, [messageItem(id, "billed")])) socket.send(JSON.stringify(frame));
  };
  at.provider.replies.push({ type: "script", run: generate });
  expect(await at.upstream.probe("m")).toMatchObject({ warmup: false, lanes: null, steer: null });
  expect(at.provider.requests).toHaveLength(1);
  expect(at.upstream.report().capabilities.warmup).toEqual({ value: false, source: "probed" });
});

test("a provider that echoes no lane, and one that refuses it, has none", async () => {
  const plain = ({ socket, id }: Call): void => {
    for (const frame of answer(id, [])) socket.send(JSON.stringify(frame));
  };
  const refuse = ({ socket }: Call): void =>
    socket.send(JSON.stringify({ type: "error", status: 400, error: { message: "Unknown: stream_id" } }));
  for (const run of [plain, refuse]) {
    const at = await bench({ profile: { ...unknown, lanes: true } });
    at.provider.onSteer = ({ socket }) => socket.send(JSON.stringify(steerFailed("steering_not_supported")));
    at.provider.replies.push({ type: "script", run: plain }, { type: "script", run });
    expect(await at.upstream.probe("m")).toMatchObject({ warmup: true, lanes: false, steer: false });
    expect(at.upstream.report().steerRefusedBy).toEqual(["m"]);
  }
});

test("a model that the provider does not have says nothing about warm-ups", async () => {
  const at = await bench({ profile: { ...unknown, warmup: true } });
  const error = { code: "model_not_found", message: "No such model." };
  at.provider.replies.push({
    type: "script",
    run: ({ socket }) => socket.send(JSON.stringify({ type: "error", status: 400, error })),
  });
  expect(await at.upstream.probe("m")).toMatchObject({ warmup: null });
  expect(at.upstream.report().capabilities.warmup.value).toBe(true);
});

test("what a provider does not answer stays as it was known", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, profile: { ...unknown, warmup: true }, limits: { warmupMs: 300 } });
  at.provider.replies.push({ type: "script", run: () => undefined });
  const found = at.upstream.probe("m");
  await until(() => at.provider.requests.length === 1);
  clock.advance(300);
  expect(await found).toMatchObject({ ws: { ok: true }, warmup: null, lanes: null, steer: null });
  expect(at.upstream.report().capabilities.warmup).toEqual({ value: true, source: "set" });
});

test("[U8] a probe of an address without WebSocket mode says why, and a later socket corrects it", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 426 });
  expect(await at.upstream.probe("m")).toMatchObject({
    ws: { ok: false, failure: { code: "no_websocket" } },
  });
  expect(at.upstream.report()).toMatchObject({
    capabilities: { ws: { value: false, source: "learned" } },
    lastHandshake: { status: 426 },
    lastError: { code: "no_websocket" },
  });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect(at.upstream.report().capabilities.ws).toEqual({ value: true, source: "learned" });
});

test("[C1] a report is plain JSON without login, query or key", async () => {
  const at = await bench({ apiKey: () => "very-secret-value" });
  const body = { error: { message: "no such key: very-secret-value" } };
  at.provider.refusals.push({ status: 401, body }, { status: 401, body });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const named = createResponsesUpstream({ url: "https://me:pass@host/v1?token=t", apiKey: () => null });
  onTestFinished(() => named.close());
  const reports = [at.upstream.report(), named.report()];
  expect(JSON.parse(JSON.stringify(reports))).toEqual(reports);
  expect(reports[1]?.url).toBe("wss://host/v1/responses");
  expect(JSON.stringify(reports)).not.toMatch(/very-secret-value|pass|token/);
  expect(reports[0]?.lastError?.message).toMatch(/UPSTREAM_API_KEY/);
});

test("a report tells the last handshake with its time and status", async () => {
  const at = await bench();
  expect(at.upstream.report()).toMatchObject({ lastHandshake: null, lastError: null, sockets: { live: 0 } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  const { lastHandshake, sockets } = at.upstream.report();
  expect(lastHandshake).toMatchObject({ status: 101, ms: expect.any(Number) });
  expect(sockets).toEqual({ live: 1, pooled: 0 });
});
