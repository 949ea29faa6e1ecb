import { Agent, OpenAIProvider, Runner, tool } from "@openai/agents";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import WebSocket from "ws";
import { openPage } from "../backends/desk/testing/page";
import { SHOP } from "../backends/desk/testing/tables";
import { startGateway } from "../testing/gateway";
import { script } from "../testing/server";

const globals = globalThis as { WebSocket?: unknown };
const native = globals.WebSocket;

// Its socket transport takes the global class, with headers as an argument, and this Node may have none.
beforeAll(() => {
  globals.WebSocket = CountedSocket;
});
afterAll(() => {
  globals.WebSocket = native;
});

const opened: string[] = [];

class CountedSocket extends WebSocket {
  constructor(url: string, options: WebSocket.ClientOptions) {
    super(url, options);
    opened.push(url);
  }
}

async function open(overrides: Parameters<typeof startGateway>[0] = {}) {
  const { apiKey, baseURL } = await startGateway(overrides);
  const provider = new OpenAIProvider({ apiKey, baseURL, useResponses: true, useResponsesWebSocket: true });
  onTestFinished(() => provider.close());
  opened.length = 0;
  return new Runner({ modelProvider: provider, tracingDisabled: true });
}

function adder(calls: unknown[]) {
  return tool({
    name: "add",
    description: "Adds two numbers.",
    strict: false,
    parameters: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"],
      additionalProperties: true,
    },
    execute: (input) => {
      calls.push(input);
      const { a, b } = input as { a: number; b: number };
      return String(a + b);
    },
  });
}

const add = (a: number, b: number) => ({ call: { name: "add", arguments: { a, b } } });

test("[S25] [S26] an agent of @openai/agents runs its parallel tools to the end over one socket", async () => {
  const runner = await open();
  const calls: unknown[] = [];
  const agent = new Agent({ name: "a", model: "scripted", instructions: "Add.", tools: [adder(calls)] });
  const result = await runner.run(agent, script([add(1, 2), add(3, 4)], [add(5, 6)], [{ outputs: true }]));
  expect(calls).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ]);
  const said = JSON.parse(String(result.finalOutput)) as { output: string }[];
  expect(said.map(({ output }) => output)).toContain("11");
  expect(opened).toHaveLength(1);
});

test("[S20] [S23] an agent of @openai/agents streams its text over the socket", async () => {
  const runner = await open();
  const agent = new Agent({ name: "a", model: "scripted", tools: [adder([])] });
  const input = script([add(1, 2)], [{ say: "the sum is three", chunk: 4 }]);
  const result = await runner.run(agent, input, { stream: true });
  let text = "";
  for await (const event of result) {
    if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta")
      text += event.data.delta;
  }
  await result.completed;
  expect([text, result.finalOutput]).toEqual(["the sum is three", "the sum is three"]);
  expect(opened).toHaveLength(1);
});

test("[S40] an agent of @openai/agents goes on with previousResponseId on the same socket", async () => {
  const runner = await open();
  const agent = new Agent({ name: "a", model: "scripted", modelSettings: { store: false } });
  const first = await runner.run(agent, script([{ say: "one" }], [{ say: "two" }]));
  const { lastResponseId } = first;
  if (lastResponseId === undefined) throw new Error("no id");
  const next = await runner.run(agent, "more", { previousResponseId: lastResponseId });
  expect([first.finalOutput, next.finalOutput]).toEqual(["one", "two"]);
  expect(opened).toHaveLength(1);
});

test("[S30] a refusal reaches an agent of @openai/agents with its code", async () => {
  const runner = await open();
  const agent = new Agent({ name: "a", model: "gpt-x" });
  await expect(runner.run(agent, "hi")).rejects.toThrow(/model_not_found/);
});

test("[S17] [S25] an agent of @openai/agents on the desk model answers from real tables", async () => {
  const runner = await open();
  const page = await openPage(SHOP);
  const made: string[] = [];
  const tools = Object.entries(page.tools).map(([name, run]) =>
    tool({
      name,
      description: name,
      strict: false,
      parameters: { type: "object", properties: {}, required: [], additionalProperties: true },
      execute: (input) => {
        made.push(name);
        return JSON.stringify(run(input as Record<string, unknown>));
      },
    }),
  );
  const result = await runner.run(
    new Agent({ name: "a", model: "desk", tools }),
    "which region sold the most?",
  );
  expect(result.finalOutput).toMatch(/\*\*AMER\*\* has the highest total revenue/);
  expect(made).toEqual(expect.arrayContaining(["list_tables", "describe_table", "run_sql"]));
  expect(opened).toHaveLength(1);
});
