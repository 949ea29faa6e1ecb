import type { Item } from "../../../../../lib/responses/item";
import { createDeskBackend } from "../desk";

/** What a tool answers, or a promise of it; a throw is its error. */
export type Tools = Record<string, (args: Record<string, unknown>) => unknown>;
export type Made = { name: string; args: Record<string, unknown>; output: string };

/** A conversation with the desk model in which its calls are run by some tools. */
export function converse(tools: Tools): { ask(question: string): Promise<{ text: string; made: Made[] }> } {
  const input: Item[] = [];
  return {
    async ask(question) {
      input.push({ type: "message", role: "user", content: [{ type: "input_text", text: question }] });
      return await respond(input, tools);
    },
  };
}

async function respond(input: Item[], tools: Tools): Promise<{ text: string; made: Made[] }> {
  const made: Made[] = [];
  for (let round = 0; round < 12; round += 1) {
    const { text, calls } = await oneResponse(input, tools);
    if (calls.length === 0) {
      input.push({ type: "message", role: "assistant", content: [{ type: "output_text", text }] });
      return { text, made };
    }
    for (const { name, args } of calls) {
      const output = await runTool(tools, name, args);
      const call_id = `call_${input.length}`;
      made.push({ name, args, output });
      input.push(
        { type: "function_call", call_id, name, arguments: JSON.stringify(args) },
        { type: "function_call_output", call_id, output },
      );
    }
  }
  throw new Error(
    `no answer after 12 rounds; last calls: ${made
      .slice(-3)
      .map(({ name }) => name)
      .join(", ")}`,
  );
}

async function oneResponse(
  input: readonly Item[],
  tools: Tools,
): Promise<{ text: string; calls: { name: string; args: Record<string, unknown> }[] }> {
  const offered = Object.keys(tools).map((name) => ({ type: "function" as const, name }));
  const request = {
    model: "desk",
    instructions: null,
    input,
    tools: offered,
    parallelToolCalls: true,
    maxOutputTokens: null,
    responseId: "resp_1",
    settings: {},
  };
  let text = "";
  const calls: { name: string; args: Record<string, unknown> }[] = [];
  for await (const chunk of createDeskBackend().run(request, new AbortController().signal)) {
    if (chunk.type === "text") text += chunk.text;
    if (chunk.type === "call")
      calls.push({ name: chunk.name, args: JSON.parse(chunk.arguments) as Record<string, unknown> });
  }
  return { text, calls };
}

async function runTool(tools: Tools, name: string, args: Record<string, unknown>): Promise<string> {
  try {
    return JSON.stringify(await tools[name]?.(args));
  } catch (error) {
    return JSON.stringify({
      error: { code: "sql_error", message: error instanceof Error ? error.message : String(error) },
    });
  }
}
