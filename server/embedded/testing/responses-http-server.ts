import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { isRecord, parseJson } from "../../../lib/util/json";
import { AnswerWriter, type End, type Quirks, type Step } from "./responses-http-writer";

/** Servers that are known to answer `POST /v1/responses`, each with its own habits on the wire. */
export type Dialect = "openai" | "openrouter" | "vllm" | "ollama" | "lmstudio";

const PLAIN: Quirks = {
  eventLines: true,
  numbered: true,
  place: "full",
  newline: "\n",
  slice: 0,
  doneMark: false,
  comments: false,
  thoughts: "summary",
  callArguments: "pieces",
  terminalOutput: true,
  refuses: ["generate", "stream_id", "type"],
  numericCodes: false,
};

/** Modelled on documents and reported faults of these servers, not on captures. */
const DIALECTS: Record<Dialect, Quirks> = {
  openai: PLAIN,
  openrouter: {
    ...PLAIN,
    eventLines: false,
    doneMark: true,
    comments: true,
    numericCodes: true,
    refuses: [],
  },
  vllm: {
    ...PLAIN,
    ...{ eventLines: false, numbered: false, place: "drifting", thoughts: "raw_never_done" },
    ...{ numericCodes: true, refuses: [] },
  },
  ollama: { ...PLAIN, callArguments: "whole", terminalOutput: false, refuses: [] },
  lmstudio: {
    ...PLAIN,
    ...{ place: "none", newline: "\r\n", slice: 7, thoughts: "raw", callArguments: "item_only" },
    refuses: ["include", "store"],
  },
};

export type Answer =
  | { status: number; headers?: Record<string, string>; body: string }
  /** `whole`: one JSON object. `tail`: what the end of the connection waits for after the terminal event. */
  | { steps: readonly Step[]; end?: End; usage?: object; whole?: boolean; tail?: Promise<unknown> };

export type Asked = {
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  /** Of the client: the same port is the same connection. */
  port: number;
  /** Resolves when the answer is complete or its connection gone. */
  gone: Promise<void>;
};

export type FixtureOptions = {
  dialect?: Dialect;
  quirks?: Partial<Quirks>;
  /** A request without it is a 401. */
  apiKey?: string;
  answer: (body: Record<string, unknown>, count: number) => Answer;
};

/** A provider that has `POST /v1/responses` over plain HTTP only. Closed when the test ends. */
export async function startResponsesHttpServer(options: FixtureOptions) {
  const quirks = { ...DIALECTS[options.dialect ?? "openai"], ...options.quirks };
  const requests: Asked[] = [];
  const server = createServer((req, res) => {
    res.on("error", () => undefined);
    void readText(req).then(async (text) => {
      const body = parseJson(text);
      const asked = {
        headers: req.headers,
        body: isRecord(body) ? body : {},
        port: req.socket.remotePort ?? 0,
        gone: goneOf(res),
      };
      requests.push(asked);
      const refused = routeError(req) ?? objection(asked, options, quirks);
      if (refused !== null) answerPlain(res, refused);
      else await respond(res, { asked, answer: options.answer(asked.body, requests.length - 1), quirks });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/v1`), requests };
}

type Plain = Extract<Answer, { status: number }>;

function routeError({ method, url }: IncomingMessage): Plain | null {
  if (method === "POST" && url === "/v1/responses") return null;
  return { status: 404, body: `{"error":{"message":"no route ${method} ${url}"}}` };
}

function objection({ headers, body }: Asked, { apiKey }: FixtureOptions, quirks: Quirks): Plain | null {
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
    return refusal({ status: 401, code: "invalid_api_key", message: "Incorrect API key provided." }, quirks);
  }
  const param = quirks.refuses.find((name) => body[name] !== undefined);
  if (param !== undefined) {
    const message = `Unsupported parameter: ${param}`;
    return refusal({ status: 400, code: "unsupported_parameter", message, param }, quirks);
  }
  if (body.stream !== true || !Array.isArray(body.input)) {
    return refusal({ status: 400, code: "invalid_value", message: "not a streaming request" }, quirks);
  }
  return null;
}

type Objection = { status: number; code: string; message: string; param?: string };

function refusal({ status, code, message, param }: Objection, { numericCodes }: Quirks): Plain {
  const error = { message, type: "invalid_request_error", param: param ?? null };
  return { status, body: JSON.stringify({ error: { ...error, code: numericCodes ? status : code } }) };
}

function answerPlain(res: ServerResponse, { status, headers, body }: Plain): void {
  res.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}

type Exchange = { asked: Asked; answer: Answer; quirks: Quirks };

async function respond(res: ServerResponse, { asked, answer, quirks }: Exchange): Promise<void> {
  if ("status" in answer) {
    answerPlain(res, answer);
    return;
  }
  const writer = new AnswerWriter(answer.whole === true ? null : res, asked.body, quirks);
  writer.open();
  for (const step of answer.steps) {
    if (res.destroyed) return;
    if ("until" in step) await Promise.race([step.until, asked.gone]);
    else if ("cut" in step) res.destroy();
    else writer.play(step);
  }
  if (res.destroyed) return;
  const finished = writer.close(answer.end ?? { status: "completed" }, answer.usage ?? null);
  if (answer.tail !== undefined) await Promise.race([answer.tail, asked.gone]);
  if (answer.whole === true) answerPlain(res, { status: 200, body: JSON.stringify(finished) });
  else res.end();
}

const goneOf = (res: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    res.once("close", resolve);
  });

async function readText(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
