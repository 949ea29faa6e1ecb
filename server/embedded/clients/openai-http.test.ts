import OpenAI, { AuthenticationError, BadRequestError, NotFoundError, RateLimitError } from "openai";
import { expect, test } from "vitest";
import { startGateway } from "../testing/gateway";
import { output, script } from "../testing/server";

async function open(key?: string) {
  const { apiKey, baseURL } = await startGateway();
  return new OpenAI({ apiKey: key ?? apiKey, baseURL, maxRetries: 0 });
}

const model = "scripted";
const call = (name: string) => ({ call: { name, arguments: { n: name } } });

test("[S1] the openai package gets a finished response over POST", async () => {
  const client = await open();
  const response = await client.responses.create({
    model,
    input: script([{ reason: "r" }, { say: "hello" }]),
  });
  expect(response).toMatchObject({ object: "response", status: "completed", output_text: "hello" });
  expect(response.usage?.total_tokens).toBe(
    (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
  );
});

test("[S20] [S23] the openai package streams the same text that the finished response has", async () => {
  const client = await open();
  const input = script([{ say: "one two three", chunk: 3 }]);
  const stream = await client.responses.create({ model, stream: true, input });
  let text = "";
  let last = "";
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") text += event.delta;
    if (event.type === "response.completed")
      expect(event.response.output).toMatchObject([{ content: [{ text }] }]);
    last = event.type;
  }
  expect([text, last]).toEqual(["one two three", "response.completed"]);
});

test("[S22] [S24] the openai package's accumulator builds the final response from the events", async () => {
  const client = await open();
  const input = script([{ reason: "r" }, { say: "hello", chunk: 2 }, call("a"), call("b")]);
  const final = await client.responses.stream({ model, input }).finalResponse();
  expect(final.output_text).toBe("hello");
  expect(final.output.map(({ type }) => type)).toEqual([
    "reasoning",
    "message",
    "function_call",
    "function_call",
  ]);
});

test("[S17] [S42] the openai package goes on with a tool's output by the stored response's id", async () => {
  const client = await open();
  const first = await client.responses.create({ model, input: script([call("a")], [{ outputs: true }]) });
  const [asked] = first.output;
  if (asked?.type !== "function_call") throw new Error("no call");
  const answer = {
    ...output(asked.call_id, "42"),
    type: "function_call_output" as const,
    call_id: asked.call_id,
  };
  const next = await client.responses.create({ model, previous_response_id: first.id, input: [answer] });
  expect(JSON.parse(next.output_text)).toEqual([{ call_id: asked.call_id, output: "42" }]);
});

test("the openai package lists the models", async () => {
  const ids: string[] = [];
  for await (const { id } of (await open()).models.list()) ids.push(id);
  expect(ids).toEqual(["scripted", "desk", "echo"]);
});

test("[S2] the openai package turns a wrong key into its AuthenticationError", async () => {
  const client = await open("wrong");
  const failed = client.responses.create({ model, input: "x" });
  await expect(failed).rejects.toBeInstanceOf(AuthenticationError);
  await expect(failed).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
});

test("[S30] the openai package turns an unknown model into its NotFoundError", async () => {
  const failed = (await open()).responses.create({ model: "gpt-x", input: "x" });
  await expect(failed).rejects.toBeInstanceOf(NotFoundError);
  await expect(failed).rejects.toMatchObject({ status: 404, code: "model_not_found", param: "model" });
});

test("[S13] [S47] the openai package turns a refused request into its BadRequestError", async () => {
  const client = await open();
  const background = client.responses.create({ model, input: "x", background: true });
  await expect(background).rejects.toBeInstanceOf(BadRequestError);
  await expect(background).rejects.toMatchObject({ status: 400, param: "background" });
  const input = [{ type: "function_call" as const, call_id: "c1", name: "f", arguments: "{}" }];
  await expect(client.responses.create({ model, input })).rejects.toMatchObject({
    status: 400,
    param: "input",
  });
});

test("[S30] the openai package sees a rate limit's code and headers, also when it asked for a stream", async () => {
  const client = await open();
  const refuse = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "slow",
    headers: { "retry-after": "7" },
  };
  const input = script([{ refuse }]);
  for (const stream of [true, false]) {
    const failed: unknown = await client.responses
      .create({ model, input, stream })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RateLimitError);
    if (!(failed instanceof RateLimitError)) return;
    expect([failed.code, failed.headers.get("retry-after")]).toEqual(["rate_limit_exceeded", "7"]);
  }
});

test("[S30] the openai package retries a refused request by itself", async () => {
  const { apiKey, baseURL } = await startGateway();
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 1 });
  const refuse = { status: 503, code: "server_error", message: "later", headers: { "retry-after-ms": "1" } };
  const response = await client.responses.create({
    model,
    input: script([{ once: [{ refuse }] }, { say: "now" }]),
  });
  expect(response.output_text).toBe("now");
});
