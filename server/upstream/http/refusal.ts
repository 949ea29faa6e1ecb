import type { IncomingMessage } from "node:http";
import { parseErrorEvent, type ResponsesError } from "../../../lib/responses/error";
import type { Clock } from "../../../lib/util/clock";
import { isRecord, parseJson } from "../../../lib/util/json";
import { waitHeaders } from "../wait-headers";
import { readError } from "./read-answer";

const longestBody = 64 * 1024;
const longestText = 200;

/** Reads why a request was refused, as far as it comes within `withinMs`. Never rejects. */
export function readRefusal(
  response: IncomingMessage,
  clock: Clock,
  withinMs: number,
): Promise<ResponsesError> {
  return new Promise((resolve) => {
    let body = "";
    const finish = (): void => {
      undo();
      resolve(refusalError(response, body));
    };
    const undo = clock.after(withinMs, finish);
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      if (body.length + chunk.length > longestBody) finish();
      else body += chunk;
    });
    for (const event of ["end", "error", "close"]) response.on(event, finish);
  });
}

function refusalError(response: IncomingMessage, body: string): ResponsesError {
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  const status = response.statusCode ?? 0;
  const parsed = parseJson(body);
  const error = isRecord(parsed) ? readJson(parsed) : readText(response, body);
  return { ...error, status, headers: { ...waitHeaders(parsed), ...Object.fromEntries(headers) } };
}

/** A message of "" when the body has none that a person could use. */
const readJson = (body: Record<string, unknown>): ResponsesError =>
  (body.error ?? body.message ?? body.detail) === undefined
    ? parseErrorEvent({ message: "" })
    : readError(body);

function readText(response: IncomingMessage, body: string): ResponsesError {
  const isText = /^text\/plain\b/i.test(response.headers["content-type"] ?? "");
  return parseErrorEvent({ message: isText ? body.trim().slice(0, longestText) : "" });
}
