import type { Item } from "../../../../../lib/responses/item";
import type { BackendChunk, BackendRequest } from "../../../backend";
import { startResponsesHttpServer, type FixtureOptions } from "../../../testing/responses-http-server";
import { createResponsesHttpBackend, type ResponsesHttpOptions } from "../responses-http";

export const KEY = "sk-a-key-of-this-test";
const TOOLS = [{ type: "function" as const, name: "look", parameters: { type: "object" } }];

export const ask = (
  input: Item[] = [{ role: "user", content: "hi" }],
  more: Partial<BackendRequest> = {},
) => ({
  ...{ model: "m", instructions: "Be brief.", input, tools: TOOLS, parallelToolCalls: true },
  ...{ maxOutputTokens: null, responseId: "resp_1" },
  settings: { tools: TOOLS, include: ["reasoning.encrypted_content"], instructions: "Be brief." },
  ...more,
});

export async function start(options: FixtureOptions, more: Partial<ResponsesHttpOptions> = {}) {
  const { url, requests } = await startResponsesHttpServer(options);
  const backend = createResponsesHttpBackend({ id: "remote", url, apiKey: () => KEY, ...more });
  const abort = new AbortController();
  const run = async (request: BackendRequest = ask()): Promise<BackendChunk[]> => {
    const chunks: BackendChunk[] = [];
    for await (const chunk of backend.run(request, abort.signal)) chunks.push(chunk);
    return chunks;
  };
  return { backend, requests, run, abort };
}

export const ofType = <T extends BackendChunk["type"]>(chunks: readonly BackendChunk[], type: T) =>
  chunks.filter((chunk): chunk is Extract<BackendChunk, { type: T }> => chunk.type === type);

export const joined = (
  chunks: readonly BackendChunk[],
  type: "text" | "reasoning" | "reasoning_text" | "refusal",
) =>
  ofType(chunks, type)
    .map(({ text }) => text)
    .join("");

/** What was called, put together from its pieces. */
export function callsIn(
  chunks: readonly BackendChunk[],
): { name: string; callId: string | undefined; args: string }[] {
  const calls: { name: string; callId: string | undefined; args: string }[] = [];
  let open: (typeof calls)[number] | null = null;
  for (const chunk of chunks) {
    if (chunk.type === "call_start") open = { name: chunk.name, callId: chunk.callId, args: "" };
    if (chunk.type === "call_delta" && open !== null) open.args += chunk.arguments;
    if (chunk.type === "call_end" && open !== null) calls.push(open);
  }
  return calls;
}

export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
