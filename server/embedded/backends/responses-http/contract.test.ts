import { startResponsesHttpServer, type Answer, type Dialect } from "../../testing/responses-http-server";
import { backendContract } from "../backend.contract";
import { createResponsesHttpBackend } from "./responses-http";

const LONG = "What goes out comes back, word for word and in the order in which it went. ".repeat(4);
const usage = { input_tokens: 40, output_tokens: 60, output_tokens_details: { reasoning_tokens: 9 } };

const look = (at: string) => ({ call: { name: "look", arguments: `{"at":"${at}"}` } });

function answer(body: Record<string, unknown>): Answer {
  const asked = JSON.stringify(body.input);
  if (asked.includes("call twice")) return { steps: [{ think: "two" }, look("a"), look("b")], usage };
  if (!asked.includes("fail")) return { steps: [{ say: LONG }], usage };
  return { steps: [{ say: "so far" }], end: { status: "failed", code: "server_error", message: "no more" } };
}

for (const dialect of ["openai", "openrouter", "vllm", "ollama", "lmstudio"] satisfies Dialect[]) {
  backendContract(`responses-http (${dialect})`, async () => {
    const { url } = await startResponsesHttpServer({ dialect, answer });
    return {
      backend: createResponsesHttpBackend({ id: "remote", url, apiKey: () => null }),
      talk: "talk",
      calls: { ask: "call twice", tools: [{ type: "function", name: "look", parameters: {} }] },
      fails: "fail",
    };
  });
}
