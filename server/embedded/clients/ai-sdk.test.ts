import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { expect, test } from "vitest";
import { startGateway } from "../testing/gateway";
import { script } from "../testing/server";

async function open(key?: string) {
  const { apiKey, baseURL } = await startGateway();
  const provider = createOpenAI({ baseURL, apiKey: key ?? apiKey });
  return (id: string) => provider.responses(id);
}

type Pair = { a: number; b: number };

const adder = (calls: Pair[]) =>
  tool({
    description: "Adds two numbers.",
    inputSchema: jsonSchema<Pair>({
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"],
      additionalProperties: false,
    }),
    execute: (pair) => {
      calls.push(pair);
      return pair.a + pair.b;
    },
  });

const add = (a: number, b: number) => ({ call: { name: "add", arguments: { a, b } } });

test("[S1] the AI SDK generates text, with its usage and finish reason", async () => {
  const model = (await open())("scripted");
  const result = await generateText({ model, prompt: script([{ reason: "let me see" }, { say: "hello" }]) });
  expect([result.text, result.finishReason]).toEqual(["hello", "stop"]);
  expect(result.usage.inputTokens).toBeGreaterThan(0);
  expect(result.usage.totalTokens).toBe((result.usage.inputTokens ?? 0) + (result.usage.outputTokens ?? 0));
});

test("[S20] [S23] the AI SDK streams the text in pieces, and the reasoning apart", async () => {
  const model = (await open())("scripted");
  const errors: unknown[] = [];
  const result = streamText({
    model,
    prompt: script([
      { reason: "let me see", chunk: 3 },
      { say: "one two three", chunk: 4 },
    ]),
    onError: ({ error }) => void errors.push(error),
  });
  const pieces: string[] = [];
  for await (const piece of result.textStream) pieces.push(piece);
  expect([pieces.join(""), await result.reasoningText]).toEqual(["one two three", "let me see"]);
  expect(pieces.length).toBeGreaterThan(1);
  expect(errors).toEqual([]);
});

test("[S25] [S26] the AI SDK runs parallel tools and goes on until the text", async () => {
  const model = (await open())("scripted");
  const calls: Pair[] = [];
  const prompt = script([add(1, 2), add(3, 4)], [add(5, 6)], [{ outputs: true }]);
  const result = await generateText({
    model,
    prompt,
    tools: { add: adder(calls) },
    stopWhen: stepCountIs(5),
  });
  expect(calls).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ]);
  expect(result.steps).toHaveLength(3);
  const said = JSON.parse(result.text) as { output: string }[];
  expect(said.map(({ output }) => output)).toContain("11");
});

test("[S25] the AI SDK streams a tool's arguments and the answer after it", async () => {
  const model = (await open())("scripted");
  const calls: Pair[] = [];
  const prompt = script([add(1, 2)], [{ say: "three", chunk: 2 }]);
  const result = streamText({ model, prompt, tools: { add: adder(calls) }, stopWhen: stepCountIs(5) });
  const kinds = new Set<string>();
  for await (const part of result.fullStream) kinds.add(part.type);
  expect([...kinds]).toEqual(
    expect.arrayContaining(["tool-input-delta", "tool-call", "tool-result", "text-delta"]),
  );
  expect([await result.text, calls]).toEqual(["three", [{ a: 1, b: 2 }]]);
});

test("[S29] the AI SDK tells an answer that was cut short by its length", async () => {
  const model = (await open())("scripted");
  const result = await generateText({
    model,
    prompt: script([{ say: "one two three four" }]),
    maxOutputTokens: 2,
  });
  expect([result.text, result.finishReason]).toEqual(["one two", "length"]);
});

test("[S2] [S30] the AI SDK sees status and code of a refused request", async () => {
  const failure = async (work: PromiseLike<unknown>): Promise<APICallError> => {
    const error: unknown = await Promise.resolve(work).catch((reason: unknown) => reason);
    if (APICallError.isInstance(error)) return error;
    throw error;
  };
  const wrong = (await open("wrong"))("scripted");
  expect((await failure(generateText({ model: wrong, prompt: "x", maxRetries: 0 }))).statusCode).toBe(401);
  const unknown = (await open())("gpt-x");
  const refused = await failure(generateText({ model: unknown, prompt: "x", maxRetries: 0 }));
  expect([refused.statusCode, refused.isRetryable]).toEqual([404, false]);
  expect(refused.responseBody).toContain("model_not_found");
});

test("[S30] a failure in mid-stream reaches the AI SDK as an error, never as an end", async () => {
  const model = (await open())("scripted");
  const errors: unknown[] = [];
  const prompt = script([{ say: "x" }, { fail: { code: "server_error", message: "down" } }]);
  const result = streamText({
    model,
    prompt,
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
  });
  const kinds: string[] = [];
  for await (const part of result.fullStream)
    kinds.push(part.type === "finish" ? `finish ${part.finishReason}` : part.type);
  expect(errors).toMatchObject([{ code: "server_error", message: "down" }]);
  expect([kinds.includes("error"), kinds.at(-1)]).toEqual([true, "finish error"]);
});
