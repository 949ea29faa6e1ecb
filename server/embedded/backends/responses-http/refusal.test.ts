import { expect, test } from "vitest";
import { startResponsesHttpServer } from "../../testing/responses-http-server";
import { createResponsesHttpBackend } from "./responses-http";
import { ask, gate, joined, KEY, start } from "./testing/play";

const said = { message: "Slow down.", type: "rate_limit", code: "rate_limit_exceeded", param: "model" };

test.each([
  [
    429,
    JSON.stringify({ error: said }),
    { code: "rate_limit_exceeded", message: "Slow down.", param: "model" },
  ],
  [400, '{"error":{"message":"no","code":400}}', { code: "invalid_request", message: "no" }],
  [404, '{"error":{"message":"model gone","type":"not_found_error"}}', { code: "not_found_error" }],
  [503, '{"error":"busy"}', { code: "server_error", message: "busy" }],
  [422, '{"detail":"wrong"}', { code: "invalid_request", message: "wrong" }],
  [
    502,
    "<html><title>Bad gateway</title><h1>x</h1>",
    { message: "The model server answered 502: Bad gateway." },
  ],
  [500, "", { code: "server_error", message: "The model server answered 500." }],
])("[C44] a refusal with %d keeps its status, code, message and param", async (status, body, told) => {
  const { run } = await start({
    answer: () => ({ status, headers: { "retry-after": "3", "x-secret": "s" }, body }),
  });
  expect(await run()).toEqual([
    expect.objectContaining({ type: "refuse", status, headers: { "retry-after": "3" }, ...told }),
  ]);
});

test("[C11] a success that holds an error or a page is a refusal with 502", async () => {
  const body = '{"error":"Unexpected endpoint or method."}';
  const json = await start({ answer: () => ({ status: 200, body }) });
  expect(await json.run()).toMatchObject([
    { type: "refuse", status: 502, message: "Unexpected endpoint or method." },
  ]);
  const headers = { "content-type": "text/html" };
  const page = await start({ answer: () => ({ status: 200, headers, body: "<title>Log in</title>" }) });
  expect(await page.run()).toMatchObject([
    { type: "refuse", status: 502, message: expect.stringContaining("Log in") as string },
  ]);
});

test("[C3] a redirect is not followed, and the key goes nowhere else", async () => {
  const elsewhere = await startResponsesHttpServer({ answer: () => ({ steps: [] }) });
  const headers = { location: `${elsewhere.url.href}/responses` };
  const { run } = await start({ answer: () => ({ status: 307, headers, body: "" }) });
  expect(await run()).toMatchObject([{ type: "refuse", status: 502, code: "redirect_refused" }]);
  expect(elsewhere.requests).toEqual([]);
});

test("[C1] the key is sent as bearer and kept out of every text that comes back", async () => {
  const echo = { error: { message: `Wrong key ${KEY}!`, code: KEY, param: KEY } };
  const refused = await start({
    answer: () => ({ status: 401, headers: { "retry-after": KEY }, body: JSON.stringify(echo) }),
  });
  const streamed = await start({ answer: () => ({ steps: [{ send: { type: "error", ...echo.error } }] }) });
  const plain = await start({ answer: () => ({ status: 500, body: `${"x".repeat(190)}${KEY}` }) });
  for (const { run, requests } of [refused, streamed, plain]) {
    const text = JSON.stringify(await run());
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    for (let from = 0; from + 8 <= KEY.length; from += 1)
      expect(text).not.toContain(KEY.slice(from, from + 8));
  }
  const keyless = await start({ answer: () => ({ steps: [] }) }, { apiKey: () => null });
  await keyless.run();
  expect(keyless.requests[0]?.headers.authorization).toBeUndefined();
  const unusable = await start({ answer: () => ({ steps: [] }) }, { apiKey: () => "ключ" });
  expect(await unusable.run()).toMatchObject([
    { type: "refuse", message: expect.stringContaining("cannot be sent") as string },
  ]);
});

test("[C44] a parameter that the server refuses is left out once and remembered", async () => {
  const { run, requests } = await start({
    quirks: { refuses: ["include"] },
    answer: () => ({ steps: [{ say: "ok" }] }),
  });
  expect(joined(await run(), "text")).toBe("ok");
  expect(requests.map(({ body }) => "include" in body)).toEqual([true, false]);
  expect(joined(await run(), "text")).toBe("ok");
  expect(requests.map(({ body }) => "include" in body)).toEqual([true, false, false]);
});

test("[C44] what cannot be left out without another meaning is refused at once", async () => {
  const { run, requests } = await start({ quirks: { refuses: ["tools"] }, answer: () => ({ steps: [] }) });
  expect(await run()).toMatchObject([
    { type: "refuse", status: 400, code: "unsupported_parameter", param: "tools" },
  ]);
  expect(requests).toHaveLength(1);
});

test("[C44] of a nested parameter only the inner field is left out", async () => {
  const body = JSON.stringify({
    error: { message: "Unsupported parameter: 'reasoning.summary'", param: "reasoning.summary" },
  });
  const { run, requests } = await start({
    answer: (_body, count) => (count === 0 ? { status: 400, body } : { steps: [{ say: "ok" }] }),
  });
  await run(ask([], { settings: { reasoning: { effort: "low", summary: "auto" } } }));
  expect(requests[1]?.body.reasoning).toEqual({ effort: "low" });
});

test("[C44] a server that cannot be reached is a refusal that names no address", async () => {
  const backend = createResponsesHttpBackend({
    id: "x",
    url: new URL("http://127.0.0.1:1/v1"),
    apiKey: () => KEY,
  });
  const chunks = [];
  for await (const chunk of backend.run(ask(), new AbortController().signal)) chunks.push(chunk);
  expect(chunks).toMatchObject([{ type: "refuse", status: 502, code: "upstream_unreachable" }]);
  expect(JSON.stringify(chunks)).not.toContain("127.0.0.1");
});

test("[C8] silence before the first byte, and in the middle, ends in a timeout", async () => {
  const never = new Promise<void>(() => undefined);
  const mute = await start(
    { answer: () => ({ steps: [{ until: never }] }), quirks: { comments: false } },
    { timeouts: { firstByteMs: 40, idleMs: 40 }, fetch: silent },
  );
  expect(await mute.run()).toMatchObject([{ type: "refuse", status: 504, code: "upstream_timeout" }]);
  const stalled = await start(
    { answer: () => ({ steps: [{ say: "half" }, { until: never }] }) },
    { timeouts: { firstByteMs: 10_000, idleMs: 40 } },
  );
  const chunks = await stalled.run();
  expect(joined(chunks, "text")).toBe("half");
  expect(chunks.at(-1)).toMatchObject({
    type: "end",
    reason: "failed",
    message: expect.stringContaining("silent") as string,
  });
  await stalled.requests[0]?.gone;
});

/** A server that takes the request and says nothing. */
const silent: typeof fetch = (_url, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => {
      reject(new Error("aborted"));
    });
  });

test("[S50] an abort ends the request at once", async () => {
  const never = new Promise<void>(() => undefined);
  const { backend, abort, requests } = await start({
    answer: () => ({ steps: [{ say: "half" }, { until: never }] }),
  });
  for await (const chunk of backend.run(ask(), abort.signal)) if (chunk.type === "text") abort.abort();
  await requests[0]?.gone;
  const before = await start({ answer: () => ({ steps: [] }) });
  before.abort.abort();
  expect(await before.run()).toEqual([]);
  expect(before.requests).toEqual([]);
});

test("[S50] an answer read to its end leaves its connection for the next request", async () => {
  let tail = gate();
  const { run, requests } = await start({ answer: () => ({ steps: [{ say: "x" }], tail: tail.opened }) });
  for (let times = 0; times < 20; times += 1) {
    tail = gate();
    await run();
    tail.open();
    await requests[times]?.gone;
  }
  expect(new Set(requests.map(({ port }) => port)).size).toBeLessThan(10);
});
