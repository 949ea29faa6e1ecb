import type { Backend, BackendChunk, BackendRequest } from "../backend";
import {
  createChatCompletionsBackend,
  type ChatCompletionsOptions,
} from "./chat-completions/chat-completions";
import { createResponsesHttpBackend } from "./responses-http/responses-http";

/** `url` is the base of an API (`http://host:port/v1`), or names one of its two protocols by its last part. */
export type RemoteOptions = ChatCompletionsOptions;

export type RemoteProtocol = "responses" | "chat_completions";

export type RemoteBackend = Backend & {
  /** Null until it is known. */
  protocol(): RemoteProtocol | null;
};

/**
 * Any model of another server, in the better of the protocols that the server has. A base alone does not say which: the
 * first answer to `POST /responses` does, and counts for the life of the process.
 */
export function createRemoteBackend(options: RemoteOptions): RemoteBackend {
  const path = options.url.pathname.replace(/\/+$/, "");
  if (path.endsWith("/chat/completions"))
    return { ...createChatCompletionsBackend(options), protocol: () => "chat_completions" };
  if (path.endsWith("/responses"))
    return { ...createResponsesHttpBackend(options), protocol: () => "responses" };
  const responses = createResponsesHttpBackend(options);
  const chat = createChatCompletionsBackend(options);
  let chosen: Backend | null = null;
  const choose = (backend: Backend): void => {
    chosen ??= backend;
  };
  return {
    id: options.id,
    protocol: () => (chosen === null ? null : chosen === chat ? "chat_completions" : "responses"),
    run: (request, signal) =>
      chosen === null
        ? tryInTurn({ request, signal, backends: [responses, chat], choose })
        : chosen.run(request, signal),
  };
}

type Trial = {
  request: BackendRequest;
  signal: AbortSignal;
  /** The preferred one first. */
  backends: readonly Backend[];
  choose: (backend: Backend) => void;
};

/** A server without the protocol has done nothing, so that asking again in another repeats nothing. */
async function* tryInTurn({ request, signal, backends, choose }: Trial): AsyncGenerator<BackendChunk> {
  for (const [at, backend] of backends.entries()) {
    const last = at === backends.length - 1;
    let first = true;
    for await (const chunk of backend.run(request, signal)) {
      if (first && !last && isForeign(chunk)) break;
      if (first && chunk.type !== "refuse") choose(backend);
      first = false;
      yield chunk;
    }
    if (!first || signal.aborted) return;
  }
}

const NO_SUCH_ROUTE = new Set([404, 405, 501]);

/** Whether the server does not know the path. LM Studio says so with a 200. */
const isForeign = (chunk: BackendChunk): boolean =>
  chunk.type === "refuse" &&
  (NO_SUCH_ROUTE.has(chunk.status) || chunk.message.includes("Unexpected endpoint"));
