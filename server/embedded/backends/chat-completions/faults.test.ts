import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openAiError, startChatServer, type ChatStep } from "../../testing/chat-server";
import { errorOf, responseOf, type Frame } from "../../testing/client";
import { startServer } from "../../testing/server";
import { createChatCompletionsBackend, type ChatCompletionsOptions } from "./chat-completions";

const KEY = "sk-very-secret";

async function start(options: Partial<ChatCompletionsOptions> = {}) {
  const chat = await startChatServer();
  const backend = createChatCompletionsBackend({
    ...{ id: "remote", url: chat.url, apiKey: () => KEY },
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

const failureOf = (end: Frame) => responseOf(end).error as { code: string; message: string };

test("the key goes in the header, and no header without one", async () => {
  const { chat, ask } = await start();
  await ask([{ say: "x" }]);
  expect(chat.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  const keyless = await start({ apiKey: () => null });
  await keyless.ask([{ say: "x" }]);
  expect(keyless.chat.requests[0]?.headers.authorization).toBeUndefined();
});

test("[S30] a refusal keeps status, code, message, param and Retry-After", async () => {
  const { ask } = await start();
  const body = openAiError("Slow down.", { code: "rate_limit_exceeded", param: "model" });
  const { frames, end } = await ask([{ status: 429, body, headers: { "retry-after": "7" } }]);
  expect(frames).toHaveLength(1);
  expect(end).toMatchObject({ type: "error", status: 429 });
  expect(errorOf(end)).toMatchObject({
    ...{ type: "rate_limit_error", code: "rate_limit_exceeded", message: "Slow down.", param: "model" },
    headers: { "retry-after": "7" },
  });
});

test.each<[string, number, string | object, RegExp]>([
  [
    "an HTML page",
    502,
    `<html><title>Bad Gateway</title><body>${"x".repeat(100_000)}</body></html>`,
    /Bad Gateway/,
  ],
  ["a bare string", 404, { error: "model 'm' not found" }, /model 'm' not found/],
  ["FastAPI's form", 422, { detail: "Field required" }, /Field required/],
  ["vLLM's older form", 400, { object: "error", message: "too long", type: "BadRequestError" }, /too long/],
  ["an echo of the key", 401, openAiError(`Incorrect API key provided: ${KEY}`), /redacted/],
  ["nothing", 503, "", /503/],
])("the status of %s is kept, its text is bounded and without the key", async (_case, status, body, said) => {
  const { ask } = await start();
  const { end } = await ask([{ status, body }]);
  expect(end).toMatchObject({ type: "error", status });
  expect(errorOf(end).message).toMatch(said);
  expect(errorOf(end).message.length).toBeLessThanOrEqual(1000);
  expect(JSON.stringify(end)).not.toContain(KEY);
});

test("[C3] a redirect is not followed", async () => {
  const { ask, chat } = await start();
  const elsewhere = await startChatServer();
  const location = `${elsewhere.url.href}/chat/completions`;
  const { end } = await ask([{ status: 307, body: "", headers: { location } }]);
  expect(end).toMatchObject({ type: "error", status: 502, error: { code: "redirect_refused" } });
  expect(chat.requests).toHaveLength(1);
  expect(elsewhere.requests).toEqual([]);
});

test("[S30] an error in the middle of the stream is response.failed with its code, even behind it a [DONE]", async () => {
  const { ask } = await start();
  for (const model of ["openai/m", "lmstudio/m"]) {
    const { end, text } = await ask([{ say: "so far" }, { error: { message: "boom", code: "oom" } }], {
      model,
    });
    expect(text).toBe("so far");
    expect(end.type).toBe("response.failed");
    expect(failureOf(end)).toEqual({ code: "oom", message: "boom" });
  }
});

test("an error in place of an answer is a refusal with the status that it names", async () => {
  const { ask } = await start();
  const steps: ChatStep[] = [{ status: 200, body: { error: { code: 429, message: "Provider is busy." } } }];
  expect((await ask(steps)).end).toMatchObject({
    ...{ type: "error", status: 429 },
    error: { message: "Provider is busy." },
  });
});

test.each<[string, ChatStep[], RegExp]>([
  ["a cut", [{ say: "so far" }, { cut: true }], /broke off|before it was complete/],
  ["something that is not JSON", [{ say: "so far" }, { bytes: "data: oops\n\n" }], /no chat completion/],
  [
    "half an event",
    [{ say: "so far" }, { bytes: 'data: {"choices"' }, { close: true }],
    /no chat completion/,
  ],
])("[S30] %s is response.failed", async (_case, steps, said) => {
  const { ask, client } = await start();
  const { end } = await ask(steps);
  expect(end.type).toBe("response.failed");
  expect(failureOf(end)).toMatchObject({
    code: "server_error",
    message: expect.stringMatching(said) as string,
  });
  expect((await client.create({ model: "openai/m", input: "again" })).end.type).toBe("response.completed");
});

test("a 200 that is neither a stream nor a completion is a refusal", async () => {
  const { ask } = await start();
  for (const body of ["<html>Login</html>", { hello: "you" }, [1]]) {
    expect((await ask([{ status: 200, body }])).end).toMatchObject({ type: "error", status: 502 });
  }
});

test("a server that cannot be reached is a 502 that does not name the key", async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const { client } = await start({ url: new URL(`http://127.0.0.1:${port}/v1`) });
  const { end } = await client.create({ model: "m", input: "hi" });
  expect(end).toMatchObject({ status: 502, error: { code: "upstream_unreachable", type: "server_error" } });
  expect(JSON.stringify(end)).not.toContain(KEY);
});

test("silence before the first byte is a 504, silence after it a failure", async () => {
  const silent = createServer((socket) => {
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const timeouts = { firstByteMs: 50, idleMs: 50 };
  const first = await start({ url: new URL(`http://127.0.0.1:${port}/v1`), timeouts });
  expect((await first.client.create({ model: "m", input: "hi" })).end).toMatchObject({
    ...{ type: "error", status: 504 },
    error: { code: "upstream_timeout" },
  });
  const { ask } = await start({ timeouts: { firstByteMs: 5000, idleMs: 50 } });
  const { end } = await ask([{ say: "so far" }, { until: new Promise(() => undefined) }]);
  expect(end.type).toBe("response.failed");
  expect(failureOf(end).message).toMatch(/silent/);
});

test.each([
  ["a cancel", (client: { send: (value: object) => void }) => client.send({ type: "response.cancel" })],
  ["[S50] a closed connection", (client: { socket: { terminate: () => void } }) => client.socket.terminate()],
])("%s ends the request to the server at once", async (_case, leave) => {
  const { chat, client } = await start();
  chat.play([{ say: "so far" }, { until: new Promise(() => undefined) }]);
  client.send({ type: "response.create", model: "openai/m", input: "hi" });
  await client.nextOf("response.output_text.delta");
  leave(client);
  expect(await chat.requests[0]?.closed).toBe("gone");
});

test("max_output_tokens holds even where the server ignores it, and its request ends", async () => {
  const { chat, ask } = await start();
  const steps = Array.from({ length: 50 }, () => ({ say: "one two three four five " }));
  const { end } = await ask([...steps, { until: new Promise(() => undefined) }], { max_output_tokens: 20 });
  expect(end.type).toBe("response.incomplete");
  expect(chat.requests[0]?.body.max_tokens).toBe(20);
  expect(await chat.requests[0]?.closed).toBe("gone");
});

test("what a server will not have is left out, and later requests begin without it", async () => {
  const { chat, ask } = await start();
  const unsupported = (name: string): ChatStep[] => [
    { status: 400, body: openAiError(`Unsupported parameter: '${name}'`, { param: name }) },
  ];
  const wanted = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
  chat.play(unsupported("stream_options"), [{ status: 400, body: openAiError(wanted) }], [{ say: "fine" }]);
  expect((await ask([{ say: "fine" }], { max_output_tokens: 9 })).text).toBe("fine");
  expect(chat.requests).toHaveLength(3);
  expect((await ask([], { max_output_tokens: 9 })).end.type).toBe("response.completed");
  const last = chat.requests.at(-1)?.body;
  expect(last).toMatchObject({ max_completion_tokens: 9 });
  expect(last).not.toHaveProperty("stream_options");
  expect(last).not.toHaveProperty("max_tokens");
});

test("a server that wants the thoughts of a tool round back gets them", async () => {
  const { chat, ask } = await start();
  const tools = [{ type: "function", name: "f", parameters: {} }];
  const first = await ask([{ think: "hm" }, { calls: [{ name: "f", arguments: "{}" }] }], { tools });
  const input = [
    { type: "function_call_output", call_id: responseOf(first.end).output[1]?.call_id, output: "1" },
  ];
  chat.play([
    { status: 400, body: openAiError("Missing `reasoning_content` field in the assistant message") },
  ]);
  const second = await ask([{ say: "1" }], { tools, previous_response_id: first.id, input });
  expect(second.text).toBe("1");
  expect(chat.requests.at(-1)?.messages[1]).toMatchObject({ role: "assistant", reasoning_content: "hm" });
});
