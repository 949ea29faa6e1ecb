import { assertNever } from "../../lib/util/assert-never";
import type { BackendChunk } from "./backend";
import { requestError, type RequestError } from "./errors";
import type { ResponseFields } from "./response-object";

/** Why a response is ended from outside. After `gone` nothing is sent. */
export type StopReason = "cancelled" | "steered" | "gone";

export type Ending =
  | { type: "completed" }
  | { type: "incomplete"; reason: string }
  | { type: "failed"; code: string; message: string }
  | { type: "refused"; error: RequestError }
  | { type: "cancelled" }
  | { type: "steered" }
  | { type: "gone" };

/** An ending that has a terminal event. */
export type ToldEnding = Exclude<Ending, { type: "refused" | "gone" }>;

export function endingOf(chunk: Extract<BackendChunk, { type: "end" }>): Ending {
  if (chunk.reason === "failed") return { type: "failed", code: chunk.code, message: chunk.message };
  return chunk.reason === "completed" ? { type: "completed" } : { type: "incomplete", reason: chunk.details };
}

export function refusalEnding(chunk: Extract<BackendChunk, { type: "refuse" }>): Ending {
  const { status, code, message, headers, param = null } = chunk;
  const type = chunk.errorType ?? errorTypeOf(status);
  return { type: "refused", error: { ...requestError(message, { status, type, code, param }), headers } };
}

function errorTypeOf(status: number): string {
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

type Outcome = Pick<ResponseFields, "output" | "usage" | "completedAt">;

export function terminalFields(ending: ToldEnding, outcome: Outcome): ResponseFields {
  const base = { ...outcome, error: null, incompleteReason: null };
  switch (ending.type) {
    case "completed":
      return { ...base, status: "completed" };
    case "cancelled":
      return { ...base, status: "cancelled" };
    case "steered":
      return { ...base, status: "incomplete", incompleteReason: "steered" };
    case "incomplete":
      return { ...base, status: "incomplete", incompleteReason: ending.reason };
    case "failed":
      return { ...base, status: "failed", error: { code: ending.code, message: ending.message } };
    default:
      return assertNever(ending);
  }
}

/** There is no `response.cancelled` event on this wire: a cancelled response ends as an incomplete one. */
export function terminalType(status: ResponseFields["status"]): string {
  return status === "completed" || status === "failed" ? `response.${status}` : "response.incomplete";
}
