import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { isRecord, parseJson } from "../../../lib/util/json";
import {
  ChatWriter,
  DIALECTS,
  wholeCompletion,
  type ChatDialect,
  type ChatUsage,
  type PlayedCall,
} from "./chat-writer";

/** What the server does in one answer, in order. */
export type ChatStep =
  | { say: string }
  | { think: string }
  | { calls: readonly PlayedCall[] }
  /** Silence until the promise has settled. */
  | { until: Promise<unknown> }
  /** An error in the middle of the stream; the stream goes on to its `[DONE]`. */
  | { error: unknown }
  /** Text as given, outside any framing. */
  | { bytes: string }
  | { finish: string | null }
  /** The connection is cut. */
  | { cut: true }
  /** The stream ends properly, but with neither a reason nor `[DONE]`. */
  | { close: true }
  /** No stream: the finished completion. */
  | { whole: { text: string; calls: readonly PlayedCall[] } }
  | { status: number; body: string | object; headers?: Record<string, string> };

export type ChatRequest = {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  messages: readonly Record<string, unknown>[];
  /** The last message's content, where it is a string. */
  said: string;
  /** Resolves when the client has gone, or the answer is complete. */
  closed: Promise<"complete" | "gone">;
};

export const USAGE: ChatUsage = {
  ...{ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 5 },
};

export type ChatServer = {
  /** `http://127.0.0.1:port/v1`. */
  url: URL;
  requests: ChatRequest[];
  /** Paths that were asked for and that the server does not have. */
  strays: string[];
  /** Answers that the next requests get, in order; afterwards `answer` says, else the server says "ok". */
  play: (...answers: readonly (readonly ChatStep[])[]) => void;
};

type ChatServerOptions = {
  /** What a path that the server does not have is answered with. */
  unknownPath?: "404" | "200_error";
  answer?: (request: ChatRequest) => readonly ChatStep[];
};

/**
 * A server with `POST /v1/chat/completions`, closed when the test ends. The model's name, up to a slash, chooses
 * the dialect. Like the servers that it stands for it refuses a history that is no chat.
 */
export async function startChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const strays: string[] = [];
  const answers: (readonly ChatStep[])[] = [];
  const server = createServer((req, res) => {
    void answer(req, res).catch(() => res.destroy());
  });
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const request = await read(req, res);
    if (request.path !== "/v1/chat/completions") {
      strays.push(request.path);
      refuse(res, options.unknownPath === "200_error" ? unexpected(request.path) : NOT_FOUND);
      return;
    }
    requests.push(request);
    const problem = historyProblem(request.messages);
    if (problem !== null) refuse(res, { status: 400, body: openAiError(problem) });
    else await play(answers.shift() ?? options.answer?.(request) ?? [{ say: "ok" }], request, res);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/v1`),
    requests,
    strays,
    play: (...given) => answers.push(...given),
  };
}

type Refused = Extract<ChatStep, { status: number }>;

const NOT_FOUND: Refused = { status: 404, body: { detail: "Not Found" } };

/** LM Studio's answer to a path that it does not have. */
const unexpected = (path: string): Refused => ({
  status: 200,
  body: { error: `Unexpected endpoint or method. (POST ${path})` },
});

export const openAiError = (message: string, more: object = {}): object => ({
  error: { message, type: "invalid_request_error", param: null, code: null, ...more },
});

async function read(req: IncomingMessage, res: ServerResponse): Promise<ChatRequest> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  const body = parseJson(Buffer.concat(parts).toString("utf8"));
  const fields = isRecord(body) ? body : {};
  const messages = Array.isArray(fields.messages) ? fields.messages.filter(isRecord) : [];
  const closed = new Promise<"complete" | "gone">((resolve) => {
    res.once("close", () => {
      resolve(res.writableFinished ? "complete" : "gone");
    });
  });
  const last = messages.at(-1)?.content;
  const said = typeof last === "string" ? last : "";
  return { path: req.url ?? "", headers: req.headers, body: fields, messages, said, closed };
}

function refuse(res: ServerResponse, { status, body, headers = {} }: Refused): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = text.startsWith("<") ? "text/html" : "application/json";
  res.writeHead(status, { "content-type": type, ...headers });
  res.end(text);
}

async function play(steps: readonly ChatStep[], request: ChatRequest, res: ServerResponse): Promise<void> {
  const { body } = request;
  const model = String(body.model);
  const dialect = dialectOf(model);
  const [first] = steps;
  if (first !== undefined && "status" in first) {
    refuse(res, first);
    return;
  }
  if (first !== undefined && "whole" in first) {
    refuse(res, { status: 200, body: wholeCompletion({ ...first.whole, usage: USAGE }, dialect) });
    return;
  }
  const writer = new ChatWriter(res, model, dialect);
  writer.begin();
  let reason: string | null = "stop";
  for (const step of steps) {
    if (res.destroyed) return;
    if ("until" in step) await step.until;
    else if ("cut" in step) return void (await flushed(res)).destroy();
    else if ("close" in step) return void res.end();
    else if ("finish" in step) reason = step.finish;
    else {
      perform(step, writer);
      if ("calls" in step) reason = writer.callReason();
    }
    await drained(res);
  }
  writer.end(reason, USAGE, isRecord(body.stream_options) && body.stream_options.include_usage === true);
}

function perform(step: ChatStep, writer: ChatWriter): void {
  if ("say" in step) writer.say(step.say);
  else if ("think" in step) writer.think(step.think);
  else if ("calls" in step) writer.call(step.calls);
  else if ("error" in step) writer.error(step.error);
  else if ("bytes" in step) writer.bytes(step.bytes);
}

/** What was written is on its way before the connection is cut. */
const flushed = (res: ServerResponse): Promise<ServerResponse> =>
  new Promise((resolve) => {
    res.write(": \n", () => {
      resolve(res);
    });
  });

async function drained(res: ServerResponse): Promise<void> {
  if (!res.writableNeedDrain || res.destroyed) return;
  await new Promise<void>((resolve) => {
    res.once("drain", resolve);
    res.once("close", resolve);
  });
}

function dialectOf(model: string): ChatDialect {
  const name = model.split("/")[0] ?? "";
  const known = Object.keys(DIALECTS).find((each): each is ChatDialect => each === name);
  return known ?? "openai";
}

/** What OpenAI and the strict ones among the others refuse: unknown roles, stray outputs, calls without an answer. */
function historyProblem(messages: readonly Record<string, unknown>[]): string | null {
  let open = new Set<unknown>();
  for (const { role, tool_call_id: id, tool_calls: calls, content } of messages) {
    if (role === "tool") {
      if (!open.delete(id)) return "messages with role 'tool' must follow a message with 'tool_calls'";
      if (typeof content !== "string") return "the content of a tool message must be a string";
      continue;
    }
    if (open.size > 0) return "an assistant message with 'tool_calls' must be followed by tool messages";
    if (role !== "system" && role !== "user" && role !== "assistant") return `unknown role ${String(role)}`;
    open = new Set(
      Array.isArray(calls) ? calls.map((call: unknown) => (isRecord(call) ? call.id : null)) : [],
    );
  }
  return open.size > 0 ? "an assistant message with 'tool_calls' must be followed by tool messages" : null;
}
