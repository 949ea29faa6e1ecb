import type { Backend, BackendChunk, BackendRequest } from "../../backend";
import { askDemo } from "./ask-demo";
import { readConversation } from "./conversation";
import { findDemo, playDemo, words } from "./demos";
import { nextStep } from "./step";

/**
 * The demo model: a rule-based data analyst that plans from the question and the real schema, calls
 * the tools of the page, and answers from their outputs. It keeps no state between requests.
 */
export function createDeskBackend(): Backend {
  return { id: "desk", steerable: true, run };
}

async function* run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendChunk> {
  const exchanges = readConversation(request.input);
  const demo = findDemo(exchanges.at(-1)?.question ?? "");
  if (demo) {
    yield* playDemo(demo, signal);
    return;
  }
  const offered = new Set(request.tools.map(({ name }) => name));
  const latest = exchanges.at(-1);
  const step = (latest && askDemo(latest, offered)) ?? nextStep(exchanges, offered);
  if (step.kind === "say") {
    for (const chunk of words(step.text)) {
      if (signal.aborted) return;
      yield chunk;
    }
    return;
  }
  const calls = request.parallelToolCalls ? step.calls : step.calls.slice(0, 1);
  for (const { name, args } of calls) yield { type: "call", name, arguments: JSON.stringify(args) };
}
