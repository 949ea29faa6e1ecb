import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { begun, ended, type Reply } from "./testing/reply";
import { continues, opens, settings, user } from "./testing/requests";

const refusal = (status: number, code: string | null, message = "no"): Reply => ({
  type: "error",
  ...{ status, code, message },
});

test("[C4] [U29] a 401 between other refusals is still tried once more with a credential read anew", async () => {
  let count = 0;
  const at = await bench({ apiKey: () => `sk-test-${++count}-long` });
  at.provider.refusals.push({ status: 503 }, { status: 401 });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.handshakes.at(-1)?.authorization).toBe("Bearer sk-test-3-long");
});

test("[C4] a wait is honoured wherever a refused handshake puts it", async () => {
  const ways = [
    { headers: { "retry-after": "2" } },
    { body: { error: { message: "slow", headers: { "Retry-After": "2" } } } },
    { body: { error: { message: "slow", retry_after: 2 } } },
    { body: { error: { message: "Please try again in 2s." } } },
  ];
  for (const way of ways) {
    const clock = new ManualClock();
    const at = await bench({ clock });
    at.provider.refusals.push({ status: 429, ...way });
    at.line.create(opens("a"));
    await until(() => clock.dueIn(2000));
    clock.advance(1999);
    expect(at.provider.handshakes).toHaveLength(1);
    clock.advance(1);
    expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  }
});

test("[C34] [U32] a request refused with 5xx before it began is repeated in full a bounded number of times", async () => {
  const at = await bench({ limits: { streamRetries: 2 } });
  const busy = refusal(503, "server_is_overloaded", "busy");
  at.provider.replies.push(busy, busy, { type: "text", text: "late" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ output: [{ content: [{ text: "late" }] }] });
  expect(at.provider.requests).toHaveLength(3);
  at.provider.replies.push(busy, busy, busy, busy);
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ failure: { code: "server_error", message: "busy" } });
  expect(at.provider.requests).toHaveLength(6);
  expect(at.provider.requests.at(-1)?.body).not.toHaveProperty("previous_response_id");
});

test("[C34] [U7] handshakes and requests have budgets of their own", async () => {
  const at = await bench({ limits: { connectRetries: 3, streamRetries: 1 } });
  at.provider.refusals.push({ status: 503 }, { status: 503 }, { status: 503 });
  at.provider.replies.push(refusal(500, "server_error"), { type: "text", text: "through" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect([at.provider.handshakes.length, at.provider.requests.length]).toEqual([4, 2]);
});

test("[C32] [U31] a response that has begun is never repeated, whatever ends it", async () => {
  const endings: Reply[] = [
    { type: "failed", code: "server_error", message: "fell over" },
    { type: "hang_up", after: "created", code: 1012 },
    { type: "hang_up", after: "nothing", code: 1001 },
  ];
  for (const ending of endings) {
    const at = await bench();
    at.provider.replies.push(ending);
    at.line.create(opens("a"));
    expect(await at.heard.ended("a")).toMatchObject({ type: "failed" });
    expect(at.provider.requests).toHaveLength(1);
  }
});

test("[C32] what the provider took up before it failed is not repeated, whatever code it gives", async () => {
  const error = (code: string) => ({ type: "error", status: 503, error: { code, message: "no" } });
  const ways: ((id: string) => object[])[] = [
    (id) => [ended(id, "failed", { error: { code: "server_error", message: "no" } })],
    (id) => [begun(id), error("server_error")],
    (id) => [begun(id), error("previous_response_not_found")],
    (id) => [begun(id), error("invalid_encrypted_content")],
  ];
  for (const way of ways) {
    const at = await bench();
    at.line.create(opens("a"));
    await at.heard.ended("a");
    at.provider.replies.push({
      type: "script",
      run: ({ socket, id }) => {
        for (const frame of way(id)) socket.send(JSON.stringify(frame));
      },
    });
    const reasoning = { type: "reasoning", summary: [], encrypted_content: "x" };
    at.line.create(continues("b", "a", [reasoning], [user("more")]));
    expect(await at.heard.ended("b")).toMatchObject({ type: "failed" });
    expect(at.provider.requests).toHaveLength(2);
  }
});

test("a request that waits out a refusal can be cancelled, and is not sent then", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, random: () => 0.9 });
  at.provider.replies.push(refusal(503, "slow_down"));
  at.line.create(opens("a"));
  await until(() => clock.dueIn(450));
  at.line.cancel("a");
  clock.advance(60_000);
  at.line.create(opens("b"));
  await at.heard.ended("b");
  expect(at.provider.requests).toHaveLength(2);
  expect(at.heard.of("a")).toEqual([]);
});

test("[U24] encrypted content that the provider cannot read is left out once, and the rest is kept", async () => {
  const at = await bench();
  const reasoning: Item = { type: "reasoning", summary: [], encrypted_content: "foreign" };
  const history = [user("hello"), reasoning, { role: "assistant", content: "hi" }];
  const unreadable = refusal(400, "invalid_encrypted_content");
  at.provider.replies.push(unreadable);
  at.line.create(continues("a", "elsewhere", history, [user("more")]));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.requests.map(({ body }) => body.input)).toEqual([
    [...history, user("more")],
    [user("hello"), { role: "assistant", content: "hi" }, user("more")],
  ]);
  at.provider.replies.push(unreadable, unreadable);
  at.line.create(continues("b", "elsewhere", history, [user("again")]));
  expect(await at.heard.ended("b")).toMatchObject({
    failure: { code: "rejected", providerCode: "invalid_encrypted_content" },
  });
  expect(at.provider.requests).toHaveLength(4);
});

test("[C37] [U24] a summary that the provider cannot read is left out, and what it stood for is there again", async () => {
  const at = await bench();
  const sealed: Item = { type: "compaction", encrypted_content: "foreign" };
  const history = [user("first"), { role: "assistant", content: "one" }, sealed, user("second")];
  at.provider.replies.push(refusal(400, "invalid_encrypted_content"));
  at.line.create(continues("a", "elsewhere", history, [user("third")]));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.requests.map(({ body }) => body.input)).toEqual([
    [sealed, user("second"), user("third")],
    [user("first"), { role: "assistant", content: "one" }, user("second"), user("third")],
  ]);
});

test("[U24] a request without reasoning is not repeated for its sake", async () => {
  const at = await bench();
  at.provider.replies.push(refusal(400, "invalid_encrypted_content"));
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { providerCode: "invalid_encrypted_content" } });
  expect(at.provider.requests).toHaveLength(1);
});

test("[C20] [U6] a frame that a provider closed over is refused here the next time", async () => {
  const at = await bench();
  at.provider.replies.push({ type: "hang_up", after: "nothing", code: 1009 });
  const large = opens("a", [user("x".repeat(300_000))]);
  at.line.create(large);
  const told = { failure: { code: "rejected", providerCode: "message_too_big" } };
  expect(await at.heard.ended("a")).toMatchObject(told);
  at.line.create({ ...large, key: "b" });
  expect(await at.heard.ended("b")).toMatchObject(told);
  expect(at.provider.requests).toHaveLength(1);
  at.line.create(opens("c"));
  expect(await at.heard.ended("c")).toMatchObject({ type: "done" });
});

test("[C44] [U5] [U28] the provider's code, message, param and status arrive unchanged, whichever way they come", async () => {
  const message = "Your input exceeds the context window of this model.";
  const error = {
    type: "invalid_request_error",
    code: "context_length_exceeded",
    message,
    param: "input[3]",
  };
  const told = { code: "rejected", providerCode: "context_length_exceeded", message, param: "input[3]" };
  const ways = [
    { frames: () => [{ type: "error", status: 400, error }], status: 400 },
    { frames: () => [{ type: "error", status_code: 422, error }], status: 422 },
    { frames: (id: string) => [begun(id), ended(id, "failed", { error })], status: null },
  ];
  for (const { frames, status } of ways) {
    const at = await bench();
    at.provider.replies.push({
      type: "script",
      run: ({ socket, id }) => {
        for (const frame of frames(id)) socket.send(JSON.stringify(frame));
      },
    });
    at.line.create(opens("a"));
    expect(await at.heard.ended("a")).toMatchObject({ failure: { ...told, status } });
  }
});

test("[C44] a refused handshake tells its status, code and param, too", async () => {
  const at = await bench();
  const error = { code: "model_not_allowed", message: "not for you", param: "model" };
  at.provider.refusals.push({ status: 403, body: { error } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "unauthorized", providerCode: "model_not_allowed", param: "model", status: 403 },
  });
});

test("[C46] the time at which a limit resets is told, in whichever field it stands", async () => {
  const ways = [
    { resets_in_seconds: 90 },
    { resets_at: Math.round(Date.now() / 1000) + 90 },
    { headers: { "retry-after": "90" } },
  ];
  for (const way of ways) {
    const at = await bench();
    const error = {
      type: "error",
      status: 429,
      error: { code: "usage_limit_reached", message: "used up", ...way },
    };
    at.provider.replies.push({ type: "script", run: ({ socket }) => socket.send(JSON.stringify(error)) });
    at.line.create(opens("a"));
    const end = await at.heard.ended("a");
    expect(end).toMatchObject({ failure: { code: "rate_limited", providerCode: "usage_limit_reached" } });
    const wait = end.type === "failed" ? end.failure.retryAfterMs : null;
    expect(Math.abs((wait ?? 0) - 90_000)).toBeLessThan(3000);
    expect(at.provider.requests).toHaveLength(1);
  }
});

test("a provider known to have no WebSocket mode is not dialled", async () => {
  const at = await bench({ profile: { ws: false } });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "no_websocket" } });
  expect(at.provider.handshakes).toHaveLength(0);
});

test("[U8] an address that refused a socket once is dialled again by the next request", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 426 });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "no_websocket" } });
  at.line.create({ ...opens("b"), settings });
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
});

test("the key goes into the header that the provider wants", async () => {
  const at = await bench({ profile: { authStyle: "api-key" } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect(at.provider.handshakes[0]?.["api-key"]).toBe("sk-test-key-0001");
  expect(at.provider.handshakes[0]).not.toHaveProperty("authorization");
});
