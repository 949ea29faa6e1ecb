import { isKeyFault, type ApiKey } from "../../../../lib/responses/api-key";
import { isRecord, parseJson } from "../../../../lib/util/json";
import type { Backend, BackendChunk, BackendRefusal, BackendRequest } from "../../backend";
import { Fault, post, type Reply } from "../responses-http/exchange";
import { refusalOf } from "../responses-http/refusal";
import { eventsOf, keyRefusal, unreachable, wholeText } from "../responses-http/responses-http";
import { TakenIds } from "../responses-http/taken-ids";
import { failed } from "../responses-http/terminal";
import { DEFAULT_TIMEOUTS, type Timeouts } from "../responses-http/watchdog";
import { ChatAnswer, unreadable } from "./answer";
import { Unsupported } from "./content";
import { learn, NO_HABITS, type Habits } from "./habits";
import { chatBody } from "./request";

const MAX_LESSONS = 4;
const MAX_MODELS = 1000;

export type ChatCompletionsOptions = {
  id: string;
  /** The API's base (`http://host:port/v1`), or its `/chat/completions` itself. */
  url: URL;
  /** Asked anew for each request; null sends none. */
  apiKey: () => ApiKey;
  fetch?: typeof fetch;
  timeouts?: Partial<Timeouts>;
};

/**
 * A model behind a server that has `POST /chat/completions`: Ollama, llama.cpp, vLLM, LM Studio and most others. The
 * whole context travels each time. A refusal keeps its status, code, message and `Retry-After`; where it says what the
 * server wants instead, the request is repeated that way, and later ones begin with it.
 */
export function createChatCompletionsBackend(options: ChatCompletionsOptions): Backend {
  const habits = new Map<string, Habits>();
  return { id: options.id, run: (request, signal) => run(request, { ...options, signal, habits }) };
}

type Call = ChatCompletionsOptions & {
  signal: AbortSignal;
  /** By model: behind one address stand several kinds. */
  habits: Map<string, Habits>;
};

type Answer = Extract<Reply, { type: "answer" }>;

async function* run(request: BackendRequest, call: Call): AsyncGenerator<BackendChunk> {
  const apiKey = call.apiKey();
  if (isKeyFault(apiKey)) return yield keyRefusal(apiKey);
  const asked = await ask(request, call, apiKey);
  if (call.signal.aborted) return;
  if (asked.type === "refuse") return yield asked;
  const ids = new TakenIds(request.input);
  const takeId = (given: string): string | null => ids.callId(given);
  const answer = new ChatAnswer({ apiKey, takeId });
  const chunks = asked.kind === "json" ? wholeAnswer(asked, answer) : streamedAnswer(asked, answer);
  yield* begun(chunks, call.signal);
}

/** Puts `accepted` before the first chunk that is no refusal, and ends with the first that is an end. */
async function* begun(
  chunks: AsyncIterable<readonly BackendChunk[]>,
  signal: AbortSignal,
): AsyncGenerator<BackendChunk> {
  let accepted = false;
  for await (const group of chunks) {
    if (signal.aborted) return;
    if (!accepted && group[0]?.type !== "refuse") yield { type: "accepted" };
    accepted = true;
    for (const chunk of group) {
      yield chunk;
      if (chunk.type === "end" || chunk.type === "refuse") return;
    }
  }
}

async function ask(
  request: BackendRequest,
  call: Call,
  apiKey: string | null,
): Promise<Answer | BackendRefusal> {
  const { model } = request;
  for (let lessons = 0; ; lessons += 1) {
    const habits = call.habits.get(model) ?? NO_HABITS;
    const body = chatBody(request, habits);
    if (body instanceof Unsupported) return unsupported(body);
    const reply = await post(JSON.stringify(body), {
      ...{ url: endpoint(call.url), apiKey, signal: call.signal },
      fetch: call.fetch ?? fetch,
      timeouts: { ...DEFAULT_TIMEOUTS, ...call.timeouts },
    });
    if (reply.type === "answer") return reply;
    if (reply.type === "fault") return { type: "refuse", ...unreachable(reply.fault) };
    const refusal = refusalOf(reply, apiKey);
    const learnt = lessons < MAX_LESSONS ? learn(refusal, body, habits) : null;
    if (learnt === null) return { type: "refuse", ...refusal };
    if (call.habits.size >= MAX_MODELS) call.habits.clear();
    call.habits.set(model, learnt);
  }
}

function endpoint(base: URL): URL {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/chat/completions") ? path : `${path}/chat/completions`;
  return url;
}

const unsupported = ({ what, param }: Unsupported): BackendRefusal => ({
  ...{ type: "refuse", status: 400, code: "unsupported_content", param, headers: {} },
  message: `${what} cannot be passed to this model: its server speaks chat completions.`,
});

async function* streamedAnswer(
  { bytes, complete }: Answer,
  answer: ChatAnswer,
): AsyncGenerator<readonly BackendChunk[]> {
  let heard = false;
  for await (const event of eventsOf(bytes)) {
    if (event instanceof Fault) {
      if (answer.finished) return yield answer.end(true);
      return yield [heard ? failed("server_error", event.message) : broken(event)];
    }
    heard = true;
    const data = event.data.trim();
    if (data === "") continue;
    if (data === "[DONE]") {
      complete();
      return yield answer.end(true);
    }
    yield answer.read(parseJson(data));
  }
  yield heard ? answer.end(false) : [unreadable()];
}

const broken = (fault: Fault): BackendRefusal => ({ type: "refuse", ...unreachable(fault) });

/** Some servers answer a request for a stream with the finished completion. */
async function* wholeAnswer({ bytes }: Answer, answer: ChatAnswer): AsyncGenerator<readonly BackendChunk[]> {
  const text = await wholeText(bytes);
  if (text instanceof Fault) return yield [broken(text)];
  const completion = parseJson(text);
  if (!isRecord(completion)) return yield [unreadable()];
  const chunks = answer.read(completion);
  if (chunks.length === 0 && !answer.finished) return yield [unreadable()];
  yield [...chunks, ...answer.end(true)];
}
