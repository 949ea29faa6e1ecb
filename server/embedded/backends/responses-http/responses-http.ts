import { isKeyFault, type ApiKey, type KeyFault } from "../../../../lib/responses/api-key";
import { isRecord, parseJson } from "../../../../lib/util/json";
import { SseParser, SseTooLarge, type SseEvent } from "../../../../lib/util/sse";
import type { Backend, BackendChunk, BackendRefusal, BackendRequest } from "../../backend";
import { refusedParameter, without } from "./dropping";
import { Fault, post, type Answer, type Reply } from "./exchange";
import { text, type Fields } from "./fields";
import { refusalOf, type ServerRefusal } from "./refusal";
import { requestBody } from "./request";
import { TakenIds } from "./taken-ids";
import { failed, responseTerminal, terminalOf } from "./terminal";
import { Translator } from "./translator";
import { DEFAULT_TIMEOUTS, type Timeouts } from "./watchdog";

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_REMEMBERED = 256;
/** How many parameters one request may lose. */
const MAX_DROPPED = 3;

export type ResponsesHttpOptions = {
  id: string;
  /** The API's base (`http://host:port/v1`), or its `/responses` itself. */
  url: URL;
  /** Asked anew for each request; null sends none. */
  apiKey: () => ApiKey;
  fetch?: typeof fetch;
  timeouts?: Partial<Timeouts>;
};

/**
 * A model behind a server that has `POST /responses` over HTTP only. The whole context travels each time, so the
 * server has to keep nothing. A refusal keeps its status, code, message, param and `Retry-After`.
 */
export function createResponsesHttpBackend(options: ResponsesHttpOptions): Backend {
  const dropped = new Set<string>();
  return { id: options.id, run: (request, signal) => run(request, { ...options, signal, dropped }) };
}

type Call = ResponsesHttpOptions & {
  signal: AbortSignal;
  /** Parameters that this server has refused before, with the model they were refused for. */
  dropped: Set<string>;
};

async function* run(request: BackendRequest, call: Call): AsyncGenerator<BackendChunk> {
  const apiKey = call.apiKey();
  if (isKeyFault(apiKey)) return yield keyRefusal(apiKey);
  const { reply, refusal } = await ask(request, call, apiKey);
  if (call.signal.aborted) return;
  if (refusal !== null) yield refuse(refusal);
  else if (reply.type === "fault") yield refuse(unreachable(reply.fault));
  else if (reply.kind === "json") yield* wholeAnswer(reply, new TakenIds(request.input), apiKey);
  else yield* streamedAnswer(reply, new Translator(new TakenIds(request.input)), apiKey);
}

type Asked =
  | { reply: Exclude<Reply, { type: "refused" }>; refusal: null }
  | { reply: Extract<Reply, { type: "refused" }>; refusal: ServerRefusal };

/** Asks, and where a parameter is refused that can be done without, asks again without it. */
async function ask(request: BackendRequest, call: Call, apiKey: string | null): Promise<Asked> {
  const prefix = `${request.model} `;
  const known = [...call.dropped].filter((each) => each.startsWith(prefix));
  let body = known.map((each) => each.slice(prefix.length)).reduce<Fields>(without, requestBody(request));
  for (let left = MAX_DROPPED; ; left -= 1) {
    const reply = await send(body, call, apiKey);
    if (reply.type !== "refused") return { reply, refusal: null };
    const refusal = refusalOf(reply, apiKey);
    const param = left > 0 ? refusedParameter(refusal, body) : null;
    if (param === null) return { reply, refusal };
    if (call.dropped.size < MAX_REMEMBERED) call.dropped.add(prefix + param);
    body = without(body, param);
  }
}

const send = (body: Fields, call: Call, apiKey: string | null): Promise<Reply> =>
  post(JSON.stringify(body), {
    ...{ url: endpoint(call.url), apiKey, signal: call.signal },
    fetch: call.fetch ?? fetch,
    timeouts: { ...DEFAULT_TIMEOUTS, ...call.timeouts },
  });

function endpoint(base: URL): URL {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/responses") ? path : `${path}/responses`;
  return url;
}

const refuse = (refusal: ServerRefusal): BackendChunk => ({ type: "refuse", ...refusal });

/** Whoever asks here has another key: it is not theirs that fails. */
export const keyRefusal = ({ fault }: KeyFault): BackendRefusal => ({
  type: "refuse",
  status: 502,
  code: "upstream_key_unreadable",
  message: fault,
  param: null,
  headers: {},
});

export const unreachable = ({ code, message }: Fault): ServerRefusal => ({
  status: code === "timeout" ? 504 : 502,
  code: code === "timeout" ? "upstream_timeout" : "upstream_unreachable",
  ...{ message, param: null, headers: {} },
});

async function* streamedAnswer(
  { bytes, complete }: Answer,
  translator: Translator,
  apiKey: string | null,
): AsyncGenerator<BackendChunk> {
  for await (const event of eventsOf(bytes)) {
    if (event instanceof Fault) return yield failed("server_error", event.message);
    if (event.data.trim() === "[DONE]") continue;
    const fields = parseJson(event.data);
    if (!isRecord(fields)) continue;
    const type = text(fields.type) || (event.event ?? "");
    const terminal = terminalOf(type, fields, apiKey);
    if (terminal !== null) complete();
    const chunks = terminal === null ? translator.read(type, fields) : translator.end(terminal);
    for (const chunk of chunks) {
      yield chunk;
      if (chunk.type === "end") return;
    }
  }
  yield failed("server_error", "The model server ended its answer before the response was complete.");
}

export async function* eventsOf(bytes: Answer["bytes"]): AsyncGenerator<SseEvent | Fault, void, undefined> {
  const parser = new SseParser();
  let size = 0;
  try {
    for await (const part of bytes) {
      if (part instanceof Fault) return yield part;
      size += part.length;
      if (size > MAX_ANSWER_BYTES) return yield tooLarge();
      yield* parser.push(part);
    }
    yield* parser.end();
  } catch (error) {
    if (!(error instanceof SseTooLarge)) throw error;
    yield tooLarge();
  }
}

const tooLarge = (): Fault => new Fault("cut", "The model server's answer is too large.");

/** Some servers answer a request for a stream with the finished response. */
async function* wholeAnswer(
  { bytes }: Answer,
  taken: TakenIds,
  apiKey: string | null,
): AsyncGenerator<BackendChunk> {
  const body = await wholeText(bytes);
  if (body instanceof Fault) return yield refuse(unreachable(body));
  const response = parseJson(body);
  const described =
    isRecord(response) && (Array.isArray(response.output) || typeof response.status === "string");
  if (!described) {
    return yield refuse(
      refusalOf({ status: 200, headers: new Headers(), text: body.slice(0, 65_536) }, apiKey),
    );
  }
  yield { type: "accepted" };
  for (const chunk of new Translator(taken).end(responseTerminal(response, { type: "", apiKey })))
    yield chunk;
}

export async function wholeText(bytes: Answer["bytes"]): Promise<string | Fault> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    if (part instanceof Fault) return part;
    size += part.length;
    if (size > MAX_ANSWER_BYTES) return tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
