import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { endToEnd } from "./headers";

/** Passes a plain HTTP request on and its answer back, both as they stream. No fault touches them. */
export function passRequest(origin: string, from: IncomingMessage, to: ServerResponse): void {
  const send = origin.startsWith("https:") ? httpsRequest : httpRequest;
  const onward = send(`${origin}${from.url ?? "/"}`, {
    method: from.method ?? "GET",
    headers: endToEnd(from.headers),
  });
  onward.on("error", () => to.destroy());
  onward.on("response", (answer) => {
    to.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    answer.on("error", () => to.destroy());
    answer.pipe(to);
  });
  to.once("close", () => onward.destroy());
  from.on("error", () => onward.destroy());
  from.pipe(onward);
}
