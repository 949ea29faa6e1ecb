import { expect, test } from "vitest";
import { startChatServer } from "../../testing/chat-server";
import { responseOf, type TestClient } from "../../testing/client";
import { output, startServer } from "../../testing/server";
import { createChatCompletionsBackend } from "./chat-completions";

async function start() {
  const chat = await startChatServer();
  const backend = createChatCompletionsBackend({ id: "remote", url: chat.url, apiKey: () => null });
  const server = await startServer({ otherModels: { modelFor: () => backend, ids: [] } });
  const create = (client: TestClient, body: object) =>
    client.create({ model: "vllm/m", store: false, instructions: "Be brief.", tools, ...body });
  return { chat, server, create, client: await server.connect() };
}

const tools = ["read", "list"].map((name) => ({
  ...{ type: "function", name, description: name },
  parameters: { type: "object" },
}));

const made = [
  { name: "read", arguments: '{"path":"a"}' },
  { name: "list", arguments: "{}" },
];

test("[S26][S40] a round of parallel calls goes over one socket, only the outputs travel, and the server gets a whole chat", async () => {
  const { chat, client, create } = await start();
  chat.play([{ think: "hm" }, { say: "I look." }, { calls: made }], [{ say: "A is 1." }]);
  const first = await create(client, { input: "What is a?" });
  const calls = responseOf(first.end).output.filter(({ type }) => type === "function_call");
  const input = calls.map(({ call_id: id, name }) => output(id, `${String(name)} gave 1`)).reverse();
  const second = await create(client, { previous_response_id: first.id, input });
  expect(second.text).toBe("A is 1.");
  expect(chat.requests[1]?.messages).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: "What is a?" },
    {
      role: "assistant",
      content: "I look.",
      tool_calls: calls.map(({ call_id: id, name, arguments: args }) => ({
        ...{ id, type: "function" },
        function: { name, arguments: args },
      })),
    },
    { role: "tool", tool_call_id: calls[0]?.call_id, content: "read gave 1" },
    { role: "tool", tool_call_id: calls[1]?.call_id, content: "list gave 1" },
  ]);
});

test("[S39][S46] each connection has a history of its own", async () => {
  const { chat, server, client, create } = await start();
  const other = await server.connect();
  const [mine, theirs] = [await create(client, { input: "one" }), await create(other, { input: "two" })];
  await create(client, { input: "three", previous_response_id: mine.id });
  await create(other, { input: "four", previous_response_id: theirs.id });
  const users = chat.requests.map(({ messages }) =>
    messages.filter(({ role }) => role === "user").map(({ content }) => content),
  );
  expect(users).toEqual([["one"], ["two"], ["one", "three"], ["two", "four"]]);
  const { end } = await create(other, { input: "five", previous_response_id: mine.id });
  expect(end).toMatchObject({ error: { code: "previous_response_not_found" } });
});

test("[S30] a failure in the middle is told with its code, and the conversation goes on with full input", async () => {
  const { chat, client, create } = await start();
  const first = await create(client, { input: "one" });
  chat.play([{ say: "so f" }, { error: { message: "CUDA out of memory", code: "engine_dead" } }]);
  const failed = await create(client, { input: "two", previous_response_id: first.id });
  expect(failed.end.type).toBe("response.failed");
  expect(responseOf(failed.end)).toMatchObject({
    ...{ status: "failed", output: [] },
    error: { code: "engine_dead", message: "CUDA out of memory" },
  });
  const input = [
    { role: "user", content: "one" },
    { role: "assistant", content: "ok" },
    { role: "user", content: "two" },
  ];
  expect((await create(client, { input })).text).toBe("ok");
  expect(chat.requests.at(-1)?.messages.slice(1)).toEqual(input);
});

test("[S31] a warm-up asks the server nothing", async () => {
  const { chat, client, create } = await start();
  const warm = await create(client, { generate: false, input: [] });
  expect(chat.requests).toEqual([]);
  expect((await create(client, { previous_response_id: warm.id, input: "hi" })).text).toBe("ok");
});

test("the same over HTTP", async () => {
  const { chat, server } = await start();
  chat.play([{ say: "over HTTP" }], [{ status: 429, body: "{}", headers: { "retry-after": "3" } }]);
  const answer = await server.post({ model: "ollama/m", input: "hi" });
  expect(await answer.json()).toMatchObject({ status: "completed", output: [{ type: "message" }] });
  const refused = await server.post({ model: "ollama/m", input: "hi" });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3"]);
});
