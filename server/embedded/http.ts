import type { IncomingMessage, ServerResponse } from "node:http";
import { parseCreate, type Create } from "./create";
import { Refusal, requestError } from "./errors";
import { answerError, answerJson, readBody } from "./http-answer";
import { jsonSink, sseSink } from "./http-sink";
import type { Limits } from "./limits";
import { parseMessage } from "./message";
import { prepare, type Models } from "./prepare";
import type { ResponseStore } from "./response-store";
import { Run, type RunTools } from "./run";

export type HttpOptions = { models: Models; store: ResponseStore; tools: RunTools; limits: Limits };

/** `GET /v1/models`. */
export function answerModels(res: ServerResponse, models: Models): void {
  const data = [...models.keys()].map((id) => ({ id, object: "model", created: 0, owned_by: "longwire" }));
  answerJson(res, 200, { object: "list", data });
}

/** `POST /v1/responses`: JSON, or server-sent events with `stream: true`. Resolves when the answer is complete. */
export async function answerCreate(
  req: IncomingMessage,
  res: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const body = await readBody(req, options.limits.maxFrameBytes);
  if (body === "gone") return;
  if (body === "too_large") {
    const error = requestError("The body is too large.", { status: 413, code: "request_too_large" });
    answerError(res, { ...error, headers: { connection: "close" } });
    return;
  }
  const raw = parseMessage(body.text, "body");
  const create = raw instanceof Refusal ? raw : parseHttpCreate(raw);
  if (create instanceof Refusal) answerError(res, create.error);
  else await answerWith(create, { res, stream: !(raw instanceof Refusal) && raw.stream === true }, options);
}

function parseHttpCreate(raw: Record<string, unknown>): Create | Refusal {
  const foreign = ["generate", "stream_id"].find((name) => raw[name] !== undefined);
  if (foreign === undefined) return parseCreate(raw);
  return new Refusal(
    requestError(`Unsupported parameter: ${foreign}`, { code: "unsupported_parameter", param: foreign }),
  );
}

type Answer = { res: ServerResponse; stream: boolean };

async function answerWith(create: Create, { res, stream }: Answer, options: HttpOptions): Promise<void> {
  const { models, store, tools } = options;
  const sources = { models, cached: () => null, stored: (id: string) => store.get(id), steered: () => [] };
  const prepared = prepare(create, sources);
  if (prepared instanceof Refusal) {
    answerError(res, prepared.error);
    return;
  }
  const run = new Run(prepared, stream ? sseSink(res) : jsonSink(res), tools);
  res.once("close", () => {
    run.stop("gone");
  });
  const result = await run.finish();
  if (result.type === "gone") return;
  if (result.type === "refused") {
    answerError(res, result.error);
    return;
  }
  if (create.settings.store && result.type === "ended") store.put(result.record);
  if (stream) res.end();
  else answerJson(res, 200, result.response);
}
