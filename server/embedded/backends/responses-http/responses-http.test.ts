import { expect, test } from "vitest";
import type { Item } from "../../../../lib/responses/item";
import type { BackendChunk } from "../../backend";
import { ask, callsIn, gate, joined, KEY, ofType, start } from "./testing/play";

const usage = {
  input_tokens: 9,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 16,
};

test.each(["openai", "openrouter", "vllm", "ollama", "lmstudio"] as const)(
  "[C13] an answer in the dialect of %s arrives whole and in order",
  async (dialect) => {
    const steps = [
      { think: "let me see" },
      { say: "Grüße 🌍, here it is" },
      { call: { name: "look", arguments: '{"at":"a"}', callId: "call_a" } },
      { call: { name: "look", arguments: '{"at":"b"}', callId: "call_b" } },
    ];
    const { run, requests } = await start({ dialect, apiKey: KEY, answer: () => ({ steps, usage }) });
    const chunks = await run();
    expect(joined(chunks, "reasoning") + joined(chunks, "reasoning_text")).toBe("let me see");
    expect(joined(chunks, "text")).toBe("Grüße 🌍, here it is");
    expect(callsIn(chunks)).toEqual([
      { name: "look", callId: "call_a", args: '{"at":"a"}' },
      { name: "look", callId: "call_b", args: '{"at":"b"}' },
    ]);
    const order = chunks.map(({ type }) => type);
    expect(order.indexOf("reasoning_end")).toBeLessThan(order.indexOf("text"));
    expect(order.indexOf("message_end")).toBeLessThan(order.indexOf("call_start"));
    expect(chunks.slice(-2)).toEqual([
      { type: "usage", input: 9, cached: 4, output: 7, reasoning: 2 },
      { type: "end", reason: "completed" },
    ]);
    expect(requests.at(-1)?.body).toMatchObject({ stream: true, model: "m", instructions: "Be brief." });
  },
);

test("[C18] the whole context travels, without ids that the server never gave, and stored nowhere", async () => {
  const { run, requests } = await start({ answer: () => ({ steps: [{ say: "x" }] }) });
  await run(
    ask([
      { role: "user", content: "hi" },
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "sealed", status: "completed" },
      { type: "reasoning", id: "rs_2", summary: [{ type: "summary_text", text: "s" }] },
      { type: "function_call", id: "fc_1", call_id: "c", name: "look", arguments: "{}", status: "completed" },
      { type: "function_call_output", call_id: "c", output: "ok" },
    ]),
  );
  expect(requests[0]?.body).toMatchObject({ store: false, stream: true });
  expect(requests[0]?.body.previous_response_id).toBeUndefined();
  expect(requests[0]?.body.input).toEqual([
    { type: "message", role: "user", content: "hi" },
    { type: "reasoning", summary: [], encrypted_content: "sealed" },
    { type: "function_call", call_id: "c", name: "look", arguments: "{}", status: "completed" },
    { type: "function_call_output", call_id: "c", output: "ok" },
  ]);
});

test("[C12] unknown events, foreign items, annotations and refusals are passed over or passed on", async () => {
  const note = { type: "url_citation", url: "https://a.b", start_index: 0, end_index: 1 };
  const { run } = await start({
    answer: () => ({
      steps: [
        { send: { type: "response.moon.phase", phase: 3 } },
        { bytes: "data: not json\n\ndata: [1]\n\n" },
        { item: { type: "web_search_call", id: "ws_1", status: "completed", action: { query: "q" } } },
        { item: { type: "custom_tool_call", id: "ct_1", call_id: "c1", name: "free", input: "text" } },
        { item: { type: "reasoning", id: "rs_9", summary: [], encrypted_content: "sealed" } },
        { send: { type: "response.output_text.delta", item_id: "msg_x", output_index: 7, delta: "cited" } },
        { send: { type: "response.output_text.annotation.added", item_id: "msg_x", annotation: note } },
        { decline: "No." },
      ],
      end: { status: "completed" },
    }),
  });
  const chunks = await run();
  expect(ofType(chunks, "item").map(({ item }) => [item.type, item.id])).toEqual([
    ["web_search_call", "ws_1"],
    ["custom_tool_call", "ct_1"],
    ["reasoning", "rs_9"],
  ]);
  expect(ofType(chunks, "annotation")).toEqual([{ type: "annotation", annotation: note }]);
  expect(joined(chunks, "text")).toBe("cited");
  expect(joined(chunks, "refusal")).toBe("No.");
});

test("[C15] a stream that ends or breaks without a terminal event is a failure, never success", async () => {
  const half = await start({ answer: () => ({ steps: [{ say: "half" }], end: { status: "none" } }) });
  expect((await half.run()).at(-1)).toMatchObject({ type: "end", reason: "failed", code: "server_error" });
  const heard = gate();
  const cut = await start({
    answer: () => ({ steps: [{ say: "half" }, { until: heard.opened }, { cut: true }] }),
  });
  const chunks: BackendChunk[] = [];
  for await (const chunk of cut.backend.run(ask(), cut.abort.signal)) {
    chunks.push(chunk);
    if (chunk.type === "message_end") heard.open();
  }
  expect(joined(chunks, "text")).toBe("half");
  expect(chunks.at(-1)).toMatchObject({ type: "end", reason: "failed", code: "server_error" });
});

test.each([
  [
    "response.failed",
    { end: { status: "failed", code: "invalid_prompt", message: "bad" } as const },
    "invalid_prompt",
  ],
  ["a flat error", { send: { type: "error", code: "overloaded", message: "bad" } }, "overloaded"],
  ["a nested error", { send: { type: "error", error: { code: "slow_down", message: "bad" } } }, "slow_down"],
  ["a nameless error", { send: { error: { message: "bad", code: 500 } } }, "server_error"],
])("[C11] %s in the middle keeps its code", async (_case, how, code) => {
  const steps = [{ say: "half" }, ...("send" in how ? [{ send: how.send }] : [])];
  const end = "end" in how ? how.end : { status: "completed" as const };
  const { run } = await start({ quirks: { eventLines: false }, answer: () => ({ steps, end }) });
  const chunks = await run();
  expect(joined(chunks, "text")).toBe("half");
  expect(chunks.at(-1)).toEqual({ type: "end", reason: "failed", code, message: "bad" });
});

test("[S29] an incomplete response keeps its reason and leaves its last item open", async () => {
  const { run } = await start({
    quirks: { terminalOutput: false },
    answer: () => ({
      steps: [
        { send: { type: "response.output_text.delta", item_id: "m", output_index: 0, delta: "cut of" } },
      ],
      end: { status: "incomplete", reason: "content_filter" },
    }),
  });
  const chunks = await run();
  expect(chunks.map(({ type }) => type)).toEqual(["accepted", "accepted", "text", "end"]);
  expect(chunks.at(-1)).toEqual({ type: "end", reason: "incomplete", details: "content_filter" });
});

test("[S26] calls that overlap in the stream come out one after the other", async () => {
  const added = (n: number) => ({
    type: "response.output_item.added",
    output_index: n,
    item: { type: "function_call", id: `fc_${n}`, call_id: `call_${n}`, name: "look", arguments: "" },
  });
  const delta = (n: number, text: string) => ({
    type: "response.function_call_arguments.delta",
    item_id: `fc_${n}`,
    output_index: n,
    delta: text,
  });
  const done = (n: number, text: string) => ({
    ...added(n),
    type: "response.output_item.done",
    item: { ...added(n).item, arguments: text },
  });
  const events = [
    added(0),
    added(1),
    delta(1, '{"b"'),
    delta(0, '{"a"'),
    delta(1, ":2}"),
    done(1, '{"b":2}'),
    delta(0, ":1}"),
    done(0, '{"a":1}'),
  ];
  const { run } = await start({ answer: () => ({ steps: events.map((send) => ({ send })) }) });
  const chunks = await run();
  expect(callsIn(chunks)).toEqual([
    { name: "look", callId: "call_0", args: '{"a":1}' },
    { name: "look", callId: "call_1", args: '{"b":2}' },
  ]);
});

test("[C27] a call that arrives in two versions is not made, and one that repeats an id gets another", async () => {
  const two = await start({
    answer: () => ({
      steps: [
        {
          send: {
            type: "response.output_item.added",
            item: { type: "function_call", id: "f", name: "look" },
          },
        },
        { send: { type: "response.function_call_arguments.delta", item_id: "f", delta: '{"rm":1}' } },
        {
          send: {
            type: "response.output_item.done",
            item: { type: "function_call", id: "f", name: "look", arguments: '{"rm":2}' },
          },
        },
      ],
    }),
  });
  const chunks = await two.run();
  expect(callsIn(chunks)).toEqual([]);
  expect(chunks.at(-1)).toMatchObject({ type: "end", reason: "failed" });

  const same = { call: { name: "look", arguments: "", callId: "call_0" } };
  const repeated = await start({ answer: () => ({ steps: [same, same] }) });
  const used: Item[] = [
    { type: "function_call", call_id: "call_0", name: "look", arguments: "{}" },
    { type: "function_call_output", call_id: "call_0", output: "ok" },
  ];
  const call = { name: "look", callId: undefined, args: "{}" };
  expect(callsIn(await repeated.run(ask(used)))).toEqual([call, call]);
});

test("[C13] a finished JSON answer to a request for a stream is taken", async () => {
  const steps = [
    { think: "hm" },
    { say: "all at once" },
    { call: { name: "look", arguments: "{}", callId: "c" } },
  ];
  const { run } = await start({ answer: () => ({ steps, usage, whole: true }) });
  const chunks = await run();
  expect(joined(chunks, "text")).toBe("all at once");
  expect(callsIn(chunks)).toEqual([{ name: "look", callId: "c", args: "{}" }]);
  expect(chunks.at(-1)).toEqual({ type: "end", reason: "completed" });
});

test("[C13] two parts of one message stay two parts", async () => {
  const content = [
    { type: "output_text", text: "one" },
    { type: "output_text", text: "two" },
  ];
  const { run } = await start({
    answer: () => ({ steps: [{ item: { type: "message", role: "assistant", content } }] }),
  });
  const spoken = (await run()).filter(({ type }) => type === "text" || type === "part_end");
  expect(spoken).toEqual([
    { type: "text", text: "one" },
    { type: "part_end" },
    { type: "text", text: "two" },
  ]);
});
