import { expect, test } from "vitest";
import { bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { Recorder, until } from "./testing/recorder";
import { answer, begun, errorFrame, messageItem, type Call } from "./testing/reply";
import { continues, opens, settings, user } from "./testing/requests";

test("[C22] [U42] a socket that is closing gets no request: the next one goes out on a new socket", async () => {
  const at = await bench();
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      const [connection] = at.provider.connections;
      connection?.cork();
      for (const frame of answer(id, [messageItem(id, "bye")])) socket.send(JSON.stringify(frame));
      socket.close(1000);
      connection?.uncork();
    },
  });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests).toHaveLength(2);
  expect(at.provider.requests[1]?.body).not.toHaveProperty("previous_response_id");
});

test("[U25] a socket that opens and then says nothing is given up after the first-event time", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { firstEventMs: 500 } });
  at.provider.replies.push({ type: "stall", after: "nothing" });
  at.line.create(opens("a"));
  await until(() => at.provider.requests.length === 1);
  clock.advance(499);
  expect(at.heard.events).toEqual([]);
  clock.advance(1);
  expect(at.heard.of("a")).toMatchObject([
    { failure: { code: "timeout", message: expect.stringMatching(/did not begin/) } },
  ]);
});

test("[U15] a stream that keeps coming keeps a socket that never answers a ping", async () => {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { heartbeatMs: 100 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  const [socket] = at.provider.sockets;
  socket?.pause();
  const delta = (count: number) => ({
    type: "response.output_text.delta",
    output_index: 0,
    delta: `${count}`,
  });
  const added = { type: "response.output_item.added", output_index: 0, item: { type: "message" } };
  socket?.send(JSON.stringify(added));
  for (let count = 1; count <= 10; count += 1) {
    clock.advance(100);
    socket?.send(JSON.stringify(delta(count)));
    await until(() => at.heard.events.filter(({ type }) => type === "item_delta").length === count);
  }
  expect(at.line.status).toBe("warm");
  socket?.resume();
});

test("[C37] [U39] another credential means another socket, the whole input, and no reasoning that it cannot read", async () => {
  let key = "sk-test-first-key";
  const at = await bench({ apiKey: () => key });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  key = "sk-test-second-key";
  at.provider.sockets[0]?.terminate();
  await at.heard.status("cold");
  const message = "encrypted content could not be verified";
  at.provider.replies.push({ type: "error", status: 400, code: "invalid_encrypted_content", message });
  const reasoning = { type: "reasoning", summary: [], encrypted_content: "of the first account" };
  at.line.create(continues("b", "a", [user("hello"), reasoning], [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.handshakes.at(-1)?.authorization).toBe("Bearer sk-test-second-key");
  const { body } = at.provider.requests.at(-1) ?? {};
  expect(body).not.toHaveProperty("previous_response_id");
  expect(body?.input).toEqual([user("hello"), user("more")]);
});

test("[U40] a socket reset under a warm-up costs the request behind it a connection and nothing else", async () => {
  const at = await bench();
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      socket.send(JSON.stringify(begun(id)));
      socket.terminate();
    },
  });
  at.line.warm(settings);
  await until(() => at.provider.requests.length === 1);
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.upstream.report().capabilities.warmup.value).toBe(true);
});

test("[U26] a warm-up that generates is cut off at its first output, and no line tries another", async () => {
  const at = await bench();
  let cut = false;
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id }: Call) => {
      socket.once("close", () => (cut = true));
      for (const frame of answer(id, [messageItem(id, "billed")]).slice(0, 3))
        socket.send(JSON.stringify(frame));
    },
  });
  at.line.warm(settings);
  await until(() => cut);
  const heard = new Recorder();
  const second = at.upstream.open(heard);
  second.warm(settings);
  await heard.status("warm");
  expect(second.capabilities.warmup).toBe(false);
  second.create(opens("b"));
  await heard.ended("b");
  expect(at.provider.requests.map(({ body }) => body.generate)).toEqual([false, undefined]);
  expect(at.upstream.report().capabilities.warmup).toEqual({ value: false, source: "learned" });
});

test("a warm-up that fails for a passing reason teaches nothing about the provider", async () => {
  for (const status of [429, 503]) {
    const at = await bench();
    const frame = errorFrame({ status, code: null, message: "later" });
    at.provider.replies.push({ type: "script", run: ({ socket }) => socket.send(JSON.stringify(frame)) });
    at.line.warm(settings);
    await until(() => !at.line.capabilities.warmup);
    expect(at.upstream.report().capabilities.warmup.value).toBe(true);
  }
});

test("a provider that refuses a warm-up as such is sent no other", async () => {
  const at = await bench();
  const frame = errorFrame({ status: 400, code: "unsupported_parameter", message: "Unsupported: generate" });
  at.provider.replies.push({ type: "script", run: ({ socket }) => socket.send(JSON.stringify(frame)) });
  at.line.warm(settings);
  await until(() => !at.line.capabilities.warmup);
  expect(at.upstream.report().capabilities.warmup).toEqual({ value: false, source: "learned" });
});

test("a request made while the warm-up is under way waits for its end and continues it", async () => {
  const at = await bench();
  let finish = (): void => undefined;
  at.provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      finish = () => {
        for (const frame of answer(id, [])) socket.send(JSON.stringify(frame));
      };
    },
  });
  at.line.warm(settings);
  await until(() => at.provider.requests.length === 1);
  at.line.create(opens("a"));
  expect(at.provider.requests).toHaveLength(1);
  finish();
  await at.heard.ended("a");
  expect(at.provider.requests[1]?.body).toMatchObject({
    previous_response_id: "resp_1",
    input: [user("hello")],
  });
});
