import type { KeyFault } from "../../lib/responses/api-key";
import type { ResponsesError } from "../../lib/responses/error";
import { hintedWait } from "./hinted-wait";
import { hasNoSocket } from "./no-socket";
import type { UpstreamFailure } from "./port";

type Code = UpstreamFailure["code"];

export const failure = (
  code: Code,
  message: string,
  more: Partial<UpstreamFailure> = {},
): UpstreamFailure => ({
  code,
  providerCode: null,
  message,
  param: null,
  status: null,
  retryAfterMs: null,
  ...more,
});

const setKey = "Set UPSTREAM_API_KEY to a key that is valid for this provider.";
const noSocket =
  "The provider has no WebSocket mode at this URL. Check UPSTREAM_URL, or choose a provider that serves /responses over WebSocket.";

export const missingKey = (): UpstreamFailure =>
  failure("unauthorized", `No key is configured for the provider. ${setKey}`);

export const unusableKey = (): UpstreamFailure =>
  failure("unauthorized", `The key holds characters that cannot be sent. ${setKey}`);

export const unreadableKey = ({ fault }: KeyFault): UpstreamFailure => failure("unauthorized", fault);

export const goneBeforeSent = (): UpstreamFailure =>
  failure("unsent", "The connection to the provider closed before the request could be sent.");

export const noSocketMode = (): UpstreamFailure =>
  failure("no_websocket", "This provider is known to have no WebSocket mode. Nothing was sent.");

export const tooLarge = (bytes: number, limit: number): UpstreamFailure =>
  failure(
    "rejected",
    `The request has ${bytes} bytes and the provider takes at most ${limit}. Nothing was sent.`,
    { providerCode: messageTooBig },
  );

const messageTooBig = "message_too_big";

/** Whether the request did not fit a WebSocket frame: it did not run, and HTTP may take it. */
export const isTooLarge = ({ code, providerCode }: UpstreamFailure): boolean =>
  code === "rejected" && providerCode === messageTooBig;

/** A request that the provider refused or a response that it ended as failed. */
export function providerFailure(error: ResponsesError): UpstreamFailure {
  return failure(codeOf(error), error.message, told(error));
}

const told = ({ code, message, param, status, headers }: ResponsesError): Partial<UpstreamFailure> => ({
  providerCode: code,
  param,
  status: status === 0 ? null : status,
  retryAfterMs: retryAfter(headers) ?? hintedWait(message),
});

function codeOf({ status, code, type }: ResponsesError): Code {
  if (code === connectionLimit) return "lost";
  if (status === 401 || status === 403 || code === "invalid_api_key") return "unauthorized";
  if (status === 429 || rateCodes.has(code ?? "")) return "rate_limited";
  if (status >= 500 || serverCodes.has(code ?? "")) return "server_error";
  if (status >= 400 || type === "invalid_request_error" || code !== null) return "rejected";
  return "server_error";
}

const rateCodes = new Set([
  "rate_limit_exceeded",
  "insufficient_quota",
  "usage_limit_reached",
  "usage_not_included",
]);
const serverCodes = new Set([
  "server_error",
  "overloaded",
  "server_is_overloaded",
  "slow_down",
  "vector_store_timeout",
]);

/** An HTTP answer in place of the upgrade. */
export function refusal(status: number, error: ResponsesError): UpstreamFailure {
  const said = error.message === "" ? "" : ` The provider said: ${error.message}`;
  const more = told({ ...error, status });
  if (status === 401)
    return failure("unauthorized", `The provider refused the key (401). ${setKey}${said}`, more);
  if (status === 403) return failure("unauthorized", `The provider refused access (403).${said}`, more);
  if (hasNoSocket.has(status)) return failure("no_websocket", `${noSocket} It answered ${status}.`, more);
  if (status === 429)
    return failure("rate_limited", `The provider is limiting connections (429).${said}`, more);
  if (status >= 500)
    return failure("server_error", `The provider could not accept a connection (${status}).${said}`, more);
  if (status >= 300 && status < 400)
    return failure(
      "rejected",
      `The provider redirects (${status}); redirects are not followed, so that the key goes nowhere else.`,
      { status },
    );
  return failure("rejected", `The provider refused the connection (${status}).${said}`, more);
}

/** A socket that closed with a request under way. Without a terminal event no close code means success. */
export function closeFailure(code: number, reason: string): UpstreamFailure {
  const said = reason === "" ? "" : `: ${reason}`;
  if (code === 1009)
    return failure(
      "rejected",
      `The provider closed the connection because the request was too large (1009)${said}`,
      { providerCode: messageTooBig },
    );
  if (code === 1008 || (code >= 4400 && code < 4500)) {
    return failure("rejected", `The provider refused the request and closed the connection (${code})${said}`);
  }
  return failure("lost", `The connection to the provider ended before the response did (${code})${said}`);
}

export const connectionLimit = "websocket_connection_limit_reached";

export type Recovery = "resend_full" | "without_sealed" | "reconnect" | "wait" | "none";

/** What may be repeated without anybody noticing: only what the provider certainly did not run. */
export function recoveryFor(error: ResponsesError): Recovery {
  if (error.code === "previous_response_not_found") return "resend_full";
  if (error.code === "invalid_encrypted_content") return "without_sealed";
  if (error.code === connectionLimit) return "reconnect";
  return codeOf(error) === "server_error" && (error.status >= 500 || error.code !== null) ? "wait" : "none";
}

/** Milliseconds that `retry-after-ms` or `retry-after` (seconds or a date) ask for. */
export function retryAfter(headers: Record<string, string>, now = Date.now()): number | null {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers["retry-after"] ?? "";
  const seconds = value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const longestMessage = 1000;

/** The failure without `key` or anything that looks like a credential, and short enough to show. */
export function redacted(original: UpstreamFailure, key: string | null): UpstreamFailure {
  const { message, providerCode, param } = original;
  return {
    ...original,
    message: redact(message, key),
    providerCode: providerCode && redact(providerCode, key),
    param: param && redact(param, key),
  };
}

export function redact(text: string, key: string | null): string {
  const short = text.length > 8 * longestMessage ? text.slice(0, 8 * longestMessage) : text;
  const keyless = key === null || key === "" ? short : short.replaceAll(key, "[redacted]");
  return keyless
    .replace(/\b(bearer) [^\s"',]{16,}/gi, "$1 [redacted]")
    .replace(/\b(sk|xai|vck)-[A-Za-z0-9_*.-]{4,}/g, "[redacted]")
    .slice(0, longestMessage);
}
