import { expect, test } from "vitest";
import { startResponsesHttpServer, type Answer, type Dialect } from "../../testing/responses-http-server";
import { responseOf } from "../../testing/client";
import { output, startServer } from "../../testing/server";
import { createResponsesHttpBackend } from "./responses-http";

const tools = [{ type: "function", name: "look", parameters: { type: "object" } }];
const model = "remote";

async function start(
  answer: (body: Record<string, unknown>, count: number) => Answer,
  dialect: Dialect = "openai",
) {
  const { url, requests } = await startResponsesHttpServer({ dialect, answer });
  const backend = createResponsesHttpBackend({ id: model, url, apiKey: () => null });
  const server = await startServer({ models: new Map([[model, backend]]) });
  return { server, requests, client: await server.connect() };
}

const look = (at: string) => ({ call: { name: "look", arguments: `{"at":"${at}"}` } });

test.each(["openai", "openrouter", "vllm", "ollama", "lmstudio"] as const)(
  "[S26] a round of parallel calls goes through to %s with the whole context",
  async (dialect) => {
    const { client, requests } = await start(
      (body) =>
        JSON.stringify(body.input).includes("_output")
          ? { steps: [{ say: "both seen" }] }
          : { steps: [{ think: "hm" }, look("a"), look("b")], usage: { input_tokens: 8, output_tokens: 5 } },
      dialect,
    );
    const include = ["reasoning.encrypted_content"];
    const first = await client.create({ model, tools, include, input: "go" });
    const calls = responseOf(first.end).output.filter(({ type }) => type === "function_call");
    expect(first.end.type).toBe("response.completed");
    expect(calls.map((call) => call.arguments)).toEqual(['{"at":"a"}', '{"at":"b"}']);
    expect(responseOf(first.end).usage).toMatchObject({
      input_tokens: 8,
      output_tokens: 5,
      total_tokens: 13,
    });
    const outputs = calls.map(({ call_id }, at) => output(call_id, `seen ${at}`));
    const second = await client.create({
      model,
      tools,
      include,
      previous_response_id: first.id,
      input: outputs,
    });
    expect(second.text).toBe("both seen");
    const input = requests.at(-1)?.body.input as Record<string, unknown>[];
    expect(input.filter(({ type }) => type !== "reasoning").map(({ type }) => type)).toEqual([
      ...["message", "function_call", "function_call"],
      ...["function_call_output", "function_call_output"],
    ]);
    expect(input.slice(-2)).toEqual(outputs);
    expect(requests.at(-1)?.body.previous_response_id).toBeUndefined();
  },
);

test("[C19] sealed thoughts come back to the server that sealed them, without our id", async () => {
  const { client, requests } = await start(() => ({ steps: [{ think: "secret plan" }, { say: "x" }] }));
  const include = ["reasoning.encrypted_content"];
  const { id, end } = await client.create({ model, include, input: "go" });
  expect(responseOf(end).output[0]).toMatchObject({
    type: "reasoning",
    encrypted_content: "sealed:secret plan",
  });
  await client.create({ model, include, previous_response_id: id, input: "on" });
  const thought = (requests[1]?.body.input as Record<string, unknown>[])[1];
  expect(thought).toMatchObject({ type: "reasoning", encrypted_content: "sealed:secret plan" });
  expect(thought).not.toHaveProperty("id");
});

test("[S39] each connection keeps its own history", async () => {
  const { server, requests } = await start(() => ({ steps: [{ say: "heard" }] }));
  const texts = (count: number) =>
    (requests[count]?.body.input as { content: unknown }[]).map(({ content }) => JSON.stringify(content));
  const [anna, ben] = [await server.connect(), await server.connect()];
  const one = await anna.create({ model, store: false, input: "I am Anna" });
  const two = await ben.create({ model, store: false, input: "I am Ben" });
  await anna.create({ model, store: false, previous_response_id: one.id, input: "who?" });
  await ben.create({ model, store: false, previous_response_id: two.id, input: "who?" });
  expect(texts(2).join()).toContain("Anna");
  expect(texts(2).join()).not.toContain("Ben");
  expect(texts(3).join()).toContain("Ben");
  expect(texts(3)).toHaveLength(3);
  const foreign = await ben.create({ model, store: false, previous_response_id: one.id, input: "who?" });
  expect(foreign.end).toMatchObject({ type: "error", error: { code: "previous_response_not_found" } });
});

test("[S30] a failure in the middle becomes response.failed with the server's code", async () => {
  const { client } = await start(() => ({
    steps: [{ say: "half" }],
    end: { status: "failed", code: "rate_limit_exceeded", message: "Too much." },
  }));
  const { end, text } = await client.create({ model, input: "go" });
  expect(text).toBe("half");
  expect(end).toMatchObject({
    type: "response.failed",
    response: { status: "failed", error: { code: "rate_limit_exceeded", message: "Too much." } },
  });
  expect((await client.create({ model, input: "again" })).end.type).toBe("response.failed");
});

test("[S30] a refusal is an error frame with the server's status, code and Retry-After", async () => {
  const body = JSON.stringify({ error: { message: "Slow.", code: "rate_limit_exceeded", param: "model" } });
  const { client } = await start(() => ({ status: 429, headers: { "retry-after": "7" }, body }));
  const { frames } = await client.create({ model, input: "go" });
  expect(frames).toHaveLength(1);
  expect(frames[0]).toMatchObject({
    ...{ type: "error", status: 429 },
    error: { code: "rate_limit_exceeded", message: "Slow.", param: "model", headers: { "retry-after": "7" } },
  });
});

test("[S29] an answer cut short is incomplete, and so is its last item", async () => {
  const { client } = await start(() => ({
    steps: [{ send: { type: "response.output_text.delta", item_id: "m", output_index: 0, delta: "cut o" } }],
    end: { status: "incomplete", reason: "max_output_tokens" },
  }));
  const { end } = await client.create({ model, input: "go" });
  expect(end).toMatchObject({
    type: "response.incomplete",
    response: {
      incomplete_details: { reason: "max_output_tokens" },
      output: [{ type: "message", status: "incomplete", content: [{ text: "cut o" }] }],
    },
  });
});

test("[S26] without parallel calls there is at most one, whatever the server does", async () => {
  const { client, requests } = await start(() => ({ steps: [look("a"), look("b")] }));
  const { end } = await client.create({ model, tools, parallel_tool_calls: false, input: "go" });
  expect(responseOf(end).output).toHaveLength(1);
  expect(requests[0]?.body.parallel_tool_calls).toBe(false);
});

test("[S50] a client that goes away ends the request to the server", async () => {
  const never = new Promise<void>(() => undefined);
  const { client, requests } = await start(() => ({ steps: [{ say: "half" }, { until: never }] }));
  client.send({ type: "response.create", model, input: "go" });
  await client.nextOf("response.output_text.delta");
  client.socket.terminate();
  await requests[0]?.gone;
});
