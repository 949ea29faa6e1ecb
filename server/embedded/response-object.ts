import type { Item } from "../../lib/responses/item";
import type { Usage } from "../../lib/responses/response";
import type { Create } from "./create";

export type ResponseStatus = "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";

export type ResponseFields = {
  status: ResponseStatus;
  output: readonly Item[];
  usage: Usage | null;
  /** Unix seconds; null until the response has ended. */
  completedAt: number | null;
  error: { code: string; message: string } | null;
  incompleteReason: string | null;
};

export type ResponseIdentity = { id: string; createdAt: number; create: Create };

export const IN_PROGRESS: ResponseFields = {
  status: "in_progress",
  output: [],
  usage: null,
  completedAt: null,
  error: null,
  incompleteReason: null,
};

/** The full response object that `created`, `in_progress` and the terminal events carry. */
export function responseObject({ id, createdAt, create }: ResponseIdentity, fields: ResponseFields) {
  return {
    id,
    object: "response" as const,
    created_at: createdAt,
    completed_at: fields.completedAt,
    status: fields.status,
    error: fields.error,
    incomplete_details: fields.incompleteReason === null ? null : { reason: fields.incompleteReason },
    output: fields.output,
    previous_response_id: create.previousResponseId,
    background: false,
    ...create.settings,
    usage: fields.usage,
  };
}
