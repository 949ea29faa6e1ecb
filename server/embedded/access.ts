import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { requestError, type RequestError } from "./errors";

/** Who may use the server: the bearer decides; a browser's `Origin` must be allowed besides. */
export type Access = { apiKey: string; allowedOrigins: readonly string[] };

export function accessError(req: IncomingMessage, { apiKey, allowedOrigins }: Access): RequestError | null {
  if (!holdsKey(req.headers.authorization ?? "", apiKey)) return unauthorized();
  const { origin } = req.headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return null;
  return requestError("This origin is not allowed.", { status: 403, code: "origin_not_allowed" });
}

// Digests have one length, so that the comparison takes the same time whatever was sent.
function holdsKey(authorization: string, apiKey: string): boolean {
  const given = /^Bearer (.*)$/i.exec(authorization)?.[1] ?? "";
  return apiKey !== "" && timingSafeEqual(digest(given), digest(apiKey));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const unauthorized = (): RequestError => ({
  ...requestError("Missing or wrong bearer token.", { status: 401, code: "invalid_api_key" }),
  headers: { "WWW-Authenticate": "Bearer" },
});
