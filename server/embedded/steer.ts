import * as z from "zod/mini";
import { itemType, type Item } from "../../lib/responses/item";
import { isRecord } from "../../lib/util/json";
import { openCalls } from "./context";
import { inputItems, type Create } from "./create";
import { itemIssue } from "./create-schema";
import type { EventBody } from "./emitter";
import type { ResponseRecord } from "./record";

/** A submission: its id, the response it addresses, and what the user added. */
export type Steer = { id: string; targetId: string; input: readonly Item[]; raw: Record<string, unknown> };

export type SteerFailure =
  | "response_not_found"
  | "invalid_input"
  | "steering_not_supported"
  | "too_many_pending_steers"
  | "response_already_completed"
  | "response_not_active"
  | "successor_creation_failed";

const MESSAGES: Record<SteerFailure, string> = {
  response_not_found: "No response with this id is known to this connection.",
  invalid_input: "'input' must be a string or a non-empty array of user messages.",
  steering_not_supported: "This model cannot be steered.",
  too_many_pending_steers: "Too many steers wait for this response.",
  response_already_completed: "The response has already ended.",
  response_not_active: "The response is not active.",
  successor_creation_failed: "The response that was to carry the steer could not be created.",
};

const userMessage = z.custom<Item>(
  (item) =>
    itemIssue(item) === null && isRecord(item) && itemType(item) === "message" && item.role === "user",
);

const steerSchema = z.looseObject({
  previous_response_id: z.string(),
  input: z.union([z.string(), z.array(userMessage).check(z.minLength(1))]),
});

/** The checked submission, or null when its input is not a string or user messages. */
export function parseSteer(raw: Record<string, unknown>, id: string): Steer | null {
  const parsed = steerSchema.safeParse(raw);
  if (!parsed.success) return null;
  return { id, targetId: parsed.data.previous_response_id, input: inputItems(parsed.data.input), raw };
}

export const steerAccepted = (steer: Steer): EventBody => ({
  type: "response.steer.accepted",
  steer: { id: steer.id, previous_response_id: steer.targetId },
});

export const steerPending = (steer: Steer, parent: ResponseRecord): EventBody => ({
  type: "response.steer.pending",
  steer: { id: steer.id, previous_response_id: steer.targetId },
  reason: "waiting_for_required_input",
  required_input: openCalls(parent.node.items).map(({ type, call_id, name }) => ({
    type: `${type ?? "function_call"}_output`,
    call_id,
    name,
  })),
});

/** `raw` is the event as the client sent it: what was not used is handed back. */
export const steerFailed = (raw: Record<string, unknown>, code: SteerFailure, id?: string): EventBody => ({
  type: "response.steer.failed",
  error: { type: "invalid_request_error", code, message: MESSAGES[code] },
  steer: {
    ...(id === undefined ? {} : { id }),
    previous_response_id: raw.previous_response_id ?? null,
    input: raw.input ?? null,
  },
});

/** The create that follows a steered response by itself: the target's settings; what waits for the target is its input. */
export const successorOf = (target: Create, targetId: string): Create => ({
  ...target,
  generate: true,
  previousResponseId: targetId,
  input: [],
});
