import { isRecord } from "../util/json";

/** One internal form for every spelling of an upstream error. `status` 0 means the provider gave none. */
export type ResponsesError = {
  code: string | null;
  message: string;
  param: string | null;
  type: string | null;
  status: number;
  headers: Record<string, string>;
};

/**
 * Reads the nested WebSocket form, the flat SSE form, `status_code` for `status`, and headers in
 * either place. Never throws; a shape it does not know yields a generic message.
 */
export function parseErrorEvent(event: Record<string, unknown>): ResponsesError {
  const inner = isRecord(event.error) ? event.error : event;
  return {
    code: text(inner.code),
    message: text(inner.message) ?? "the provider reported an error without a message",
    param: text(inner.param),
    type: inner === event ? null : text(inner.type),
    status: number(event.status) ?? number(event.status_code) ?? number(inner.status) ?? 0,
    headers: headersOf(inner.headers ?? event.headers),
  };
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

function headersOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]) =>
      typeof entry === "string" || typeof entry === "number" ? [[name.toLowerCase(), String(entry)]] : [],
    ),
  );
}
