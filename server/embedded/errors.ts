/** Why a request was refused. `status` is the HTTP status; over WebSocket it travels inside the frame. */
export type RequestError = {
  status: number;
  type: string;
  code: string | null;
  message: string;
  param: string | null;
  headers?: Record<string, string>;
};

export class Refusal {
  constructor(readonly error: RequestError) {}
}

type Details = { status?: number; type?: string; code?: string | null; param?: string | null };

/** A 400 `invalid_request_error` unless `details` say otherwise. */
export function requestError(message: string, details: Details = {}): RequestError {
  const { status = 400, type = "invalid_request_error", code = null, param = null } = details;
  return { status, type, code, message, param };
}

export const invalidStreamId = (): RequestError =>
  requestError(
    "The 'stream_id' field must be a non-empty string with at most 256 characters and may only contain letters, numbers, underscores, hyphens, and periods.",
    { code: "invalid_stream_id", param: "stream_id" },
  );

export const streamLimitReached = (limit: number): RequestError =>
  requestError(
    `This WebSocket connection has reached its maximum number of distinct stream IDs (${limit}). Reuse an existing stream_id or open a new WebSocket connection.`,
    { code: "websocket_stream_limit_reached", param: "stream_id" },
  );

export const previousResponseNotFound = (id: string): RequestError =>
  requestError(`Previous response with id '${id}' not found.`, {
    code: "previous_response_not_found",
    param: "previous_response_id",
  });

export const responseNotFound = (): RequestError =>
  requestError("No such response is in flight.", { code: "response_not_found", param: "response_id" });

export const connectionLimitReached = (maxAgeMs: number): RequestError =>
  requestError(
    `Responses websocket connection limit reached (${durationWords(maxAgeMs)}). Create a new websocket connection to continue.`,
    { code: "websocket_connection_limit_reached" },
  );

export const draining = (): RequestError =>
  requestError("The server is shutting down. Open a new connection.", {
    status: 503,
    type: "server_error",
    code: "server_shutting_down",
  });

export const queueFull = (): RequestError =>
  requestError("Too many requests wait on this connection.", {
    status: 429,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
  });

export const unknownEvent = (type: unknown): RequestError => {
  const why =
    typeof type === "string" ? `Unknown event type '${type.slice(0, 100)}'.` : "The event has no 'type'.";
  return requestError(why, { code: "invalid_event_type", param: "type" });
};

/** A bug of this server; what it was is for the log alone. */
export const serverFailed = (): RequestError =>
  requestError("The server failed.", { status: 500, type: "server_error", code: "server_error" });

function durationWords(ms: number): string {
  return ms >= 60_000 ? `${Math.round(ms / 60_000)} minutes` : `${ms / 1000} seconds`;
}

/** The JSON body of an HTTP refusal. */
export const errorBody = ({ type, code, message, param }: RequestError) => ({
  error: { type, code, message, param },
});

/** The WebSocket form: nested, with `stream_id` only when the request had a valid one. */
export function errorFrame(error: RequestError, streamId: string | null): Record<string, unknown> {
  const { error: body } = errorBody(error);
  return {
    type: "error",
    status: error.status,
    ...(streamId === null ? {} : { stream_id: streamId }),
    error: error.headers === undefined ? body : { ...body, headers: error.headers },
  };
}
