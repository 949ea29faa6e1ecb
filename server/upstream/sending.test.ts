import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { bench, type Bench } from "./testing/bench";
import { until } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";

const bodies = ({ provider }: Bench) => provider.requests.map(({ body }) => body);

/** Makes a first response and returns the history it leaves, ids as the provider gave them. */
async function firstTurn({ line, heard }: Bench): Promise<Item[]> {
  line.create(opens("a"));
  const ended = await heard.ended("a");
  return [user("hello"), ...(ended.type === "done" ? ended.output : [])];
}

test("[C17] [U21] a request sends either an id and what is new, or no id and everything", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  at.line.create(continues("b", "a", history, [user("more")]));
  await at.heard.ended("b");
  expect(bodies(at)[0]).not.toHaveProperty("previous_response_id");
  expect(bodies(at)[1]).toMatchObject({ previous_response_id: "resp_1", input: [user("more")] });
});

test("[C18] a chain other than the socket's latest is sent in full", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  at.line.create(continues("b", "a", history, [user("more")]));
  await at.heard.ended("b");
  at.line.create(continues("c", "a", history, [user("another way")]));
  await at.heard.ended("c");
  expect(bodies(at)[2]).not.toHaveProperty("previous_response_id");
  expect(bodies(at)[2]?.input).toHaveLength(3);
});

test("[C18] other settings start anew; equal settings in new objects do not", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  const copy = { ...settings, tools: settings.tools.map((tool) => ({ ...tool })) };
  at.line.create({ ...continues("b", "a", history, [user("more")]), settings: copy });
  await at.heard.ended("b");
  at.line.create({
    ...continues("c", "b", history, [user("and")]),
    settings: { ...settings, instructions: "Be long." },
  });
  await at.heard.ended("c");
  expect(bodies(at)[1]).toHaveProperty("previous_response_id");
  expect(bodies(at)[2]).not.toHaveProperty("previous_response_id");
});

test("[C18] the history is not asked for while the chain is held", async () => {
  const at = await bench();
  await firstTurn(at);
  let asked = 0;
  const fullInput = (): Item[] => {
    asked += 1;
    return [];
  };
  at.line.create({ key: "b", settings, chain: "a", newItems: [user("more")], fullInput });
  await at.heard.ended("b");
  expect(asked).toBe(0);
});

test("[C19] [U23] a replay names no item id and no status, and keeps the rest", async () => {
  const at = await bench();
  const history: Item[] = [
    user("hello"),
    { type: "reasoning", id: "rs_1", status: "completed", summary: [], encrypted_content: "xyz" },
    {
      type: "function_call",
      id: "fc_1",
      call_id: "call_1",
      name: "look",
      arguments: "{}",
      status: "completed",
    },
  ];
  at.line.create(
    continues("b", "elsewhere", history, [{ type: "function_call_output", call_id: "call_1", output: "1" }]),
  );
  await at.heard.ended("b");
  expect(bodies(at)[0]?.input).toEqual([
    user("hello"),
    { type: "reasoning", summary: [], encrypted_content: "xyz" },
    { type: "function_call", call_id: "call_1", name: "look", arguments: "{}" },
    { type: "function_call_output", call_id: "call_1", output: "1" },
  ]);
});

test("the counted bytes are those of the frame and what a full request would have added", async () => {
  const at = await bench();
  const other = await bench();
  let history = await firstTurn(at);
  for (const [key, chain] of [
    ["b", "a"],
    ["c", "b"],
  ] as const) {
    const request = continues(key, chain, history, [user(`grüße ${key}`)]);
    at.line.create(request);
    const ended = await at.heard.ended(key);
    const { bytes } = await at.heard.started(key);
    other.line.create({ ...request, chain: null });
    await other.heard.ended(key);
    const [sent, full] = [
      at.provider.requests.at(-1)?.text ?? "",
      other.provider.requests.at(-1)?.text ?? "",
    ];
    expect(bytes.up).toBe(Buffer.byteLength(sent));
    expect(bytes.up + bytes.notResent).toBe(Buffer.byteLength(full));
    history = [...history, user(`grüße ${key}`), ...(ended.type === "done" ? ended.output : [])];
  }
});

test("[C20] [U6] a request over the provider's frame size is refused before anything is sent", async () => {
  const at = await bench({ profile: { maxFrameBytes: 2000 } });
  at.line.create(opens("a", [user("x".repeat(3000))]));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", message: expect.stringMatching(/at most 2000/) },
  });
  expect(at.provider.requests).toHaveLength(0);
});

test("[C30] [U3] [F60] a forgotten previous response is resent in full once on the same socket, unseen", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  at.provider.replies.push({
    type: "error",
    status: 400,
    code: "previous_response_not_found",
    message: "not found",
  });
  at.line.create(continues("b", "a", history, [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.heard.of("b").filter((event) => event.type === "started")).toHaveLength(1);
  expect(at.provider.sockets).toHaveLength(1);
  expect(bodies(at)[2]).not.toHaveProperty("previous_response_id");
});

test("[C30] a second not-found in one create is surfaced", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  const missing = {
    type: "error",
    status: 400,
    code: "previous_response_not_found",
    message: "not found",
  } as const;
  at.provider.replies.push(missing, missing);
  at.line.create(continues("b", "a", history, [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({
    failure: { code: "rejected", providerCode: "previous_response_not_found" },
  });
  expect(at.provider.requests).toHaveLength(3);
});

test("[C31] [U2] a connection at its limit is replaced once, with the full input", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  const limit = {
    type: "error",
    status: 400,
    code: "websocket_connection_limit_reached",
    message: "limit",
  } as const;
  at.provider.replies.push(limit);
  at.line.create(continues("b", "a", history, [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
  expect(bodies(at)[2]?.input).toHaveLength(3);
  at.provider.replies.push(limit, limit);
  at.line.create(continues("c", "b", history, [user("again")]));
  expect(await at.heard.ended("c")).toMatchObject({ failure: { code: "lost" } });
});

test("[C33] after a refused continuation the next request does not name the evicted response", async () => {
  const at = await bench();
  const history = await firstTurn(at);
  at.provider.replies.push({
    type: "error",
    status: 400,
    code: null,
    message: "No tool output found for function call c.",
  });
  at.line.create(continues("b", "a", history, [user("more")]));
  expect(await at.heard.ended("b")).toMatchObject({ failure: { code: "rejected" } });
  at.line.create(continues("c", "a", history, [user("more")]));
  await at.heard.ended("c");
  expect(bodies(at)[2]).not.toHaveProperty("previous_response_id");
  expect(at.provider.sockets).toHaveLength(1);
});

test("a request after a warm-up continues it with the whole input; other settings do not", async () => {
  const at = await bench();
  at.line.warm(settings);
  await until(() => at.provider.requests.length === 1);
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect(bodies(at)[0]).toMatchObject({ generate: false, input: [], tools: settings.tools });
  expect(bodies(at)[1]).toMatchObject({ previous_response_id: "resp_1", input: [user("hello")] });
  const other = await bench();
  other.line.warm({ ...settings, model: "another" });
  await until(() => other.provider.requests.length === 1);
  other.line.create(opens("a"));
  await other.heard.ended("a");
  expect(bodies(other).at(-1)).not.toHaveProperty("previous_response_id");
});

test("a provider of which nothing is known gets an open socket and no warm-up request", async () => {
  const at = await bench({ profile: { warmup: false } });
  at.line.warm(settings);
  await at.heard.status("warm");
  expect(at.line.capabilities).toEqual({ warmup: false, steer: false, lanes: false });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  expect(bodies(at)).toHaveLength(1);
});

test("[U26] a warm-up that is refused, generates or hangs costs the request behind it nothing but time", async () => {
  for (const misbehave of ["error", "generate", "hang", "close"] as const) {
    const at = await bench({ limits: { warmupMs: 50 } });
    at.provider.replies.push({
      type: "script",
      run: ({ socket, id }) => {
        if (misbehave === "close") socket.close(1011);
        if (misbehave === "error")
          socket.send(JSON.stringify({ type: "error", status: 400, error: { message: "no" } }));
        const output = [{ type: "message", role: "assistant", content: [] }];
        if (misbehave === "generate")
          socket.send(JSON.stringify({ type: "response.completed", response: { id, output } }));
      },
    });
    at.line.warm(settings);
    await until(() => at.provider.requests.length === 1);
    at.line.create(opens("a"));
    expect(await at.heard.ended("a"), misbehave).toMatchObject({ type: "done" });
    expect(bodies(at).at(-1), misbehave).not.toHaveProperty("previous_response_id");
    expect(at.line.capabilities.warmup, misbehave).toBe(false);
  }
});
