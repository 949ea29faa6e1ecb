import type { ServerResponse } from "node:http";
import type { JsonObject } from "../../lib/util/json";

/** An answer, JSON unless its headers say otherwise. `headers` are beside the ones that every answer has. */
export type Reply = { status: number; body: JsonObject | Uint8Array; headers?: Record<string, string> };

export const reply = (body: JsonObject, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body,
  headers,
});

const problem = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Reply => ({
  status,
  body: { error: { code, message } },
  headers,
});

export const badRequest = (message: string): Reply => problem(400, "bad_request", message);
export const noIdentity = (): Reply =>
  problem(401, "unauthenticated", "This browser has no identity yet: reload the page.");
export const locked = (): Reply => problem(401, "locked", "Enter the access token to use this server.");
export const wrongToken = (): Reply => problem(401, "wrong_token", "That is not the access token.");
export const foreignOrigin = (): Reply =>
  problem(403, "forbidden_origin", "Only pages of this server may ask for this.");
/** One body for what does not exist and for what belongs to somebody else. */
export const notFound = (): Reply => problem(404, "not_found", "There is nothing here, or not for you.");
export const wrongMethod = (allow: string): Reply =>
  problem(405, "method_not_allowed", `Use ${allow}.`, { Allow: allow });
export const tooLarge = (): Reply => problem(413, "too_large", "The request is larger than 64 KiB.");
export const notJson = (): Reply => problem(415, "not_json", "Send the request as application/json.");
export const misdirected = (): Reply =>
  problem(
    421,
    "unknown_host",
    "This server does not go by that name. Whoever runs it can set PUBLIC_ORIGIN to the address in use.",
  );
export const tooManyAttempts = (waitMs: number): Reply =>
  problem(429, "rate_limited", "Too many attempts: wait a little and try again.", {
    "Retry-After": String(Math.ceil(waitMs / 1000)),
  });
export const brokenServer = (): Reply =>
  problem(500, "server_error", "Something went wrong on the server. Try again.");
export const storeUnavailable = (): Reply =>
  problem(503, "unavailable", "The server cannot write to its disk. Nothing was changed.", {
    "Retry-After": "5",
  });

export function send(res: ServerResponse, { status, body, headers = {} }: Reply): void {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    ...(status === 304 ? {} : { "Content-Length": bytes.length }),
    "Cache-Control": "no-store",
    ...headers,
  });
  res.end(bytes);
}
