import { expect, test } from "vitest";
import type { Frame } from "./testing/client";
import { bearer, script, startServer } from "./testing/server";

const hi = script([{ reason: "r" }, { say: "hi" }], [{ say: "again" }]);

function eventsOf(body: string): Frame[] {
  return body
    .trimEnd()
    .split("\n\n")
    .map((block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "") as Frame);
}

test("POST answers with the finished response", async () => {
  const { post } = await startServer();
  const response = await post({ input: hi });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    object: "response",
    status: "completed",
    output: [{ type: "reasoning" }, { type: "message", content: [{ text: "hi" }] }],
  });
});

test("POST with stream sends the same events as the socket and no [DONE]", async () => {
  const server = await startServer();
  const response = await server.post({ stream: true, input: hi });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const body = await response.text();
  const { frames } = await (await server.connect()).create({ input: hi });
  expect(eventsOf(body).map(({ type }) => type)).toEqual(frames.map(({ type }) => type));
  expect(body).not.toContain("[DONE]");
});

test("WebSocket and HTTP share the store", async () => {
  const server = await startServer();
  const { id } = (await (await server.post({ input: hi })).json()) as { id: string };
  const { text } = await (await server.connect()).create({ previous_response_id: id, input: "more" });
  expect(text).toBe("again");
});

test("refuse gives the same status, body and headers over HTTP", async () => {
  const { post } = await startServer();
  const refuse = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "slow",
    headers: { "retry-after": "1" },
  };
  for (const stream of [true, false]) {
    const response = await post({ stream, input: script([{ refuse }]) });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ error: { code: "rate_limit_exceeded", message: "slow" } });
  }
});

test.each(["generate", "stream_id"])("%s is an unsupported parameter over HTTP", async (name) => {
  const { post } = await startServer();
  const response = await post({ [name]: false, input: hi });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { message: `Unsupported parameter: ${name}`, param: name },
  });
});

test("a body that is no JSON, or too large, is refused", async () => {
  const { post } = await startServer({ limits: { maxFrameBytes: 1000 } });
  expect((await post({}, { body: "{" })).status).toBe(400);
  for (const size of [2000, 5_000_000]) expect((await post({ input: "x".repeat(size) })).status).toBe(413);
});

test("the models are listed", async () => {
  const { url } = await startServer();
  const body = await (await fetch(`${url}/models`, { headers: bearer })).json();
  expect(body).toMatchObject({ object: "list", data: [{ id: "scripted", object: "model" }, { id: "echo" }] });
});

test("any other route is a 404 with a JSON body", async () => {
  const { url } = await startServer();
  const response = await fetch(`${url}/nothing`, { headers: bearer });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
});

test("a drop cuts the HTTP answer", async () => {
  const { post } = await startServer();
  await expect(post({ input: script([{ say: "x" }, { drop: true }]) })).rejects.toThrow();
});
