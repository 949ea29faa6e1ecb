import { describe, expect, test } from "vitest";
import { startChatServer, USAGE, type ChatStep } from "../../testing/chat-server";
import { DIALECTS } from "../../testing/chat-writer";
import { errorOf, responseOf, type Frame } from "../../testing/client";
import { startServer } from "../../testing/server";
import { createChatCompletionsBackend, type ChatCompletionsOptions } from "./chat-completions";

async function start(options: Partial<ChatCompletionsOptions> = {}) {
  const chat = await startChatServer();
  const backend = createChatCompletionsBackend({
    ...{ id: "remote", url: chat.url, apiKey: () => null },
    ...options,
  });
  const server = await startServer({ otherModels: { modelFor: () => backend, ids: [] } });
  const client = await server.connect();
  const ask = async (steps: readonly ChatStep[], body: object = {}) => {
    chat.play(steps);
    return client.create({ model: "openai/m", input: "hi", ...body });
  };
  return { chat, client, server, ask };
}

const calls = [
  { name: "read", arguments: '{"path":"ä😀","deep":{"n":[1]}}' },
  { name: "list", arguments: "{}" },
  { name: "read", arguments: '{"path":"b"}' },
];
const tools = ["read", "list"].map((name) => ({ type: "function", name, parameters: {} }));

const itemsOf = (end: Frame) => responseOf(end).output;
const failureOf = (end: Frame) => responseOf(end).error as { code: string; message: string };

test.each(Object.keys(DIALECTS))(
  "thoughts, text and parallel calls of %s come out alike",
  async (dialect) => {
    const { ask } = await start();
    const made = dialect === "legacy" ? calls.slice(0, 1) : calls;
    const model = `${dialect}/m`;
    const { end, text } = await ask([{ think: "Let me ü😀." }, { say: "I lök." }, { calls: made }], {
      model,
      tools,
    });
    expect(end.type).toBe("response.completed");
    expect(text).toBe("I lök.");
    const [thought, message, ...rest] = itemsOf(end);
    expect(thought).toMatchObject({ type: "reasoning", content: [{ text: "Let me ü😀." }] });
    expect(message).toMatchObject({ type: "message" });
    expect(rest.map((item) => ({ name: item.name, arguments: item.arguments }))).toEqual(made);
    expect(new Set(rest.map((item) => item.call_id)).size).toBe(made.length);
    for (const item of rest) expect(item.call_id).toMatch(/./);
  },
);

test("arguments stream as they come", async () => {
  const { client, chat } = await start();
  let release: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (release = resolve));
  chat.play([{ calls: [{ name: "read", arguments: '{"path":"abcdefgh"}' }] }, { until }]);
  client.send({ type: "response.create", model: "openai/m", input: "hi", tools });
  const first = await client.nextOf("response.function_call_arguments.delta");
  expect('{"path":"abcdefgh"}').toContain(String(first.delta));
  release();
  await client.nextOf("response.completed");
});

test.each([
  ["stop", "response.completed", null],
  ["tool_calls", "response.completed", null],
  ["function_call", "response.completed", null],
  ["eos", "response.completed", null],
  ["length", "response.incomplete", "max_output_tokens"],
  ["content_filter", "response.incomplete", "content_filter"],
  ["error", "response.failed", null],
])("[S29] the reason %s ends in %s", async (finish, type, reason) => {
  const { ask } = await start();
  const { end } = await ask([{ say: "so far" }, { finish }]);
  expect(end.type).toBe(type);
  expect(responseOf(end).incomplete_details).toEqual(reason === null ? null : { reason });
});

test("a call that the length cut is no call", async () => {
  const { ask } = await start();
  const steps: ChatStep[] = [{ calls: [{ name: "read", arguments: '{"path":' }] }, { finish: "length" }];
  const { end } = await ask(steps, { tools });
  expect(end.type).toBe("response.incomplete");
  expect(itemsOf(end)).toEqual([]);
});

test("no reason but a [DONE] is an end; neither is a failure", async () => {
  const { ask } = await start();
  expect((await ask([{ say: "x" }, { finish: null }])).end.type).toBe("response.completed");
  const { end, text } = await ask([{ say: "so far" }, { close: true }]);
  expect(text).toBe("so far");
  expect(end.type).toBe("response.failed");
  expect(failureOf(end).message).toMatch(/before it was complete/);
});

describe("usage", () => {
  test("[S27] is what the server reports, with its details", async () => {
    const { ask } = await start();
    expect(responseOf((await ask([{ say: "x" }])).end).usage).toEqual({
      input_tokens: USAGE.prompt_tokens,
      input_tokens_details: { cached_tokens: 64, cache_write_tokens: 0 },
      output_tokens: USAGE.completion_tokens,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 120,
    });
  });
  test("[S27] is our count where the server tells none", async () => {
    const { ask } = await start();
    const { usage } = responseOf((await ask([{ say: "one two three" }], { model: "ollama-old/m" })).end);
    expect(usage?.output_tokens).toBe(3);
    expect(usage?.input_tokens).toBeLessThan(10);
  });
  test("[S27] that cannot be is cut to what can", async () => {
    const { ask } = await start();
    const usage = { prompt_tokens: 5, completion_tokens: -1, prompt_tokens_details: { cached_tokens: 99 } };
    const bytes = `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
    const { end } = await ask([{ say: "x" }, { bytes }], { model: "legacy/m" });
    expect(responseOf(end).usage).toMatchObject({
      ...{ input_tokens: 5, output_tokens: 0, total_tokens: 5 },
      input_tokens_details: { cached_tokens: 5 },
    });
  });
});

test("a finished completion in place of a stream is taken", async () => {
  const { ask } = await start();
  const whole = { text: "All at once.", calls };
  const { end, text } = await ask([{ whole }], { model: "json/m", tools });
  expect(text).toBe("All at once.");
  expect(
    itemsOf(end)
      .slice(1)
      .map((item) => item.arguments),
  ).toEqual(calls.map((call) => call.arguments));
});

test("white space between thoughts and calls is no message", async () => {
  const { ask } = await start();
  const { end } = await ask([{ think: "hm" }, { say: "\n\n" }, { calls: calls.slice(0, 1) }], { tools });
  expect(itemsOf(end).map(({ type }) => type)).toEqual(["reasoning", "function_call"]);
});

test("text in the middle of a call is said behind it", async () => {
  const { ask } = await start();
  const piece = (delta: object) => ({
    bytes: `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`,
  });
  const { end, text } = await ask(
    [
      piece({ tool_calls: [{ index: 0, id: "a", function: { name: "read", arguments: '{"path":' } }] }),
      piece({ content: "By the way." }),
      piece({ tool_calls: [{ index: 0, function: { arguments: '"x"}' } }] }),
    ],
    { tools },
  );
  expect(text).toBe("By the way.");
  expect(itemsOf(end).map((item) => item.arguments ?? item.type)).toEqual(['{"path":"x"}', "message"]);
});

test("an id that stands in the context already is replaced", async () => {
  const { ask } = await start();
  const model = "lmstudio/m";
  const first = await ask([{ calls: calls.slice(0, 1) }], { model, tools });
  const made = itemsOf(first.end)[0]?.call_id;
  const input = [{ type: "function_call_output", call_id: made, output: "x" }];
  const second = await ask([{ calls: calls.slice(0, 1) }], {
    model,
    tools,
    previous_response_id: first.id,
    input,
  });
  expect(made).toBe("0");
  expect(itemsOf(second.end)[0]?.call_id).toMatch(/^call_/);
});

test("a tool call without a name is a failure, not a call", async () => {
  const { ask } = await start();
  const delta = { tool_calls: [{ index: 0, id: "a", function: { arguments: "{}" } }] };
  const { end } = await ask([{ bytes: `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n` }], { tools });
  expect(end.type).toBe("response.failed");
  expect(failureOf(end).message).toMatch(/without a name/);
  expect(itemsOf(end)).toEqual([]);
});

test("a refusal and citations come through", async () => {
  const { ask } = await start();
  const citation = { type: "url_citation", url_citation: { url: "https://a.example", title: "A" } };
  const piece = (delta: object) => ({
    bytes: `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`,
  });
  const { end } = await ask([
    { say: "See A." },
    piece({ annotations: [citation] }),
    piece({ refusal: "No." }),
  ]);
  expect(itemsOf(end)[0]?.content).toMatchObject([
    { text: "See A.", annotations: [{ type: "url_citation", url: "https://a.example", title: "A" }] },
    { type: "refusal", refusal: "No." },
  ]);
});

test("what cannot be said in chat completions is refused before anything is sent", async () => {
  const { ask, chat } = await start();
  const { end } = await ask([], { tools: [{ type: "web_search" }] });
  expect(end).toMatchObject({ type: "error", status: 400 });
  expect(errorOf(end)).toMatchObject({ code: "unsupported_content", param: "tools[0]" });
  expect(chat.requests).toEqual([]);
});
