import { expect, test } from "vitest";
import type { Backend } from "../backend";
import { startChatServer } from "../testing/chat-server";
import { startResponsesHttpServer } from "../testing/responses-http-server";
import { bearer, startServer } from "../testing/server";
import { createRemoteBackend } from "./remote";

const remote = (url: URL): Backend => createRemoteBackend({ id: "backend", url, apiKey: () => null });

const connected = async (backend: Backend) =>
  (await startServer({ otherModels: { modelFor: () => backend, ids: [] } })).connect();

const create = { model: "openai/m", input: "hi" };

test.each(["404", "200_error"] as const)(
  "a server without /responses that says so by %s is asked in chat completions, the next time at once",
  async (unknownPath) => {
    const chat = await startChatServer({ unknownPath });
    const client = await connected(remote(chat.url));
    for (let count = 1; count <= 2; count += 1) {
      expect((await client.create(create)).text).toBe("ok");
      expect(chat.requests).toHaveLength(count);
      expect(chat.strays).toEqual(["/v1/responses"]);
    }
  },
);

test("a server that has /responses is asked there", async () => {
  const provider = await startResponsesHttpServer({
    answer: () => ({ steps: [{ say: "responses" }] }),
  });
  const client = await connected(remote(provider.url));
  for (let count = 1; count <= 2; count += 1) {
    expect((await client.create(create)).text).toBe("responses");
    expect(provider.requests).toHaveLength(count);
  }
});

test("an address that names the protocol is believed", async () => {
  const chat = await startChatServer();
  const client = await connected(remote(new URL(`${chat.url.href}/chat/completions`)));
  expect((await client.create(create)).text).toBe("ok");
  expect(chat.strays).toEqual([]);
  const stubborn = await connected(remote(new URL(`${chat.url.href}/responses`)));
  expect((await stubborn.create(create)).end).toMatchObject({ type: "error", status: 404 });
});

test("a model that the server does not have is its 404, and decides nothing", async () => {
  const chat = await startChatServer();
  const client = await connected(remote(chat.url));
  const body = { error: { message: "model 'm' not found", type: "not_found_error" } };
  chat.play([{ status: 404, body }]);
  expect((await client.create(create)).end).toMatchObject({
    ...{ type: "error", status: 404 },
    error: { message: "model 'm' not found" },
  });
  expect((await client.create(create)).text).toBe("ok");
  expect(chat.strays).toHaveLength(2);
});

test("a refusal for another reason is not tried in another protocol", async () => {
  const provider = await startResponsesHttpServer({
    answer: () => ({ status: 429, body: '{"error":{"message":"busy"}}' }),
  });
  const client = await connected(remote(provider.url));
  expect((await client.create(create)).end).toMatchObject({ type: "error", status: 429 });
  expect(provider.requests).toHaveLength(1);
});

test("the named models come first, and only ids that are offered are listed", async () => {
  const chat = await startChatServer();
  const backend = remote(chat.url);
  const others = { modelFor: (id: string) => (id === "gone" ? null : backend), ids: ["openai/m"] };
  const server = await startServer({ otherModels: others });
  const client = await server.connect();
  expect((await client.create({ model: "echo", input: "mine" })).text).toBe("mine");
  expect((await client.create(create)).text).toBe("ok");
  const { end } = await client.create({ model: "gone", input: "hi" });
  expect(end).toMatchObject({ type: "error", error: { code: "model_not_found" } });
  const list = (await (await fetch(`${server.url}/models`, { headers: bearer })).json()) as {
    data: { id: string }[];
  };
  expect(list.data.map(({ id }) => id)).toEqual(["scripted", "echo", "openai/m"]);
});

test("[C3] a key that cannot be read is a refusal that names no client's key, and the server is not asked", async () => {
  const chat = await startChatServer();
  const fault = "The file that BACKEND_API_KEY_FILE names is empty.";
  for (const url of [chat.url, new URL(`${chat.url.href}/chat/completions`)]) {
    const client = await connected(createRemoteBackend({ id: "backend", url, apiKey: () => ({ fault }) }));
    const { end } = await client.create(create);
    expect(end).toMatchObject({ status: 502, error: { code: "upstream_key_unreadable", message: fault } });
  }
  expect([chat.requests, chat.strays]).toEqual([[], []]);
});
