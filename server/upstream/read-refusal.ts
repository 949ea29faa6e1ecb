import type { IncomingMessage } from "node:http";
import { parseErrorEvent, type ResponsesError } from "../../lib/responses/error";
import type { Clock } from "../../lib/util/clock";
import { isRecord, parseJson } from "../../lib/util/json";
import { waitHeaders } from "./wait-headers";

const longestBody = 8192;

/** Reads what came in place of the upgrade, as far as it comes within `withinMs`. Never rejects. */
export function readRefusal(
  response: IncomingMessage,
  { clock, withinMs }: { clock: Clock; withinMs: number },
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
      body += chunk;
      if (body.length > longestBody) finish();
    });
    response.on("end", finish);
    response.on("error", finish);
    response.on("close", finish);
  });
}

function refusalError(response: IncomingMessage, body: string): ResponsesError {
  const parsed = parseJson(body);
  const error = parseErrorEvent(isRecord(parsed) ? parsed : { message: "" });
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return { ...error, headers: { ...waitHeaders(parsed), ...error.headers, ...Object.fromEntries(headers) } };
}
