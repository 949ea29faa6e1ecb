import * as z from "zod/mini";
import { itemSchema } from "./item";
import { responseSchema } from "./response";

const withResponse = (type: string) => z.looseObject({ type: z.literal(type), response: responseSchema });
const withItem = (type: string) =>
  z.looseObject({ type: z.literal(type), output_index: z.number(), item: itemSchema });
const withDelta = (type: string) =>
  z.looseObject({
    type: z.literal(type),
    item_id: z.string(),
    output_index: z.optional(z.number()),
    delta: z.string(),
  });

/** The server events that Longwire acts on. Every other type is legal and ignored. */
export const serverEventSchemas = {
  "response.created": withResponse("response.created"),
  "response.completed": withResponse("response.completed"),
  "response.failed": withResponse("response.failed"),
  "response.incomplete": withResponse("response.incomplete"),
  "response.done": withResponse("response.done"),
  "response.output_item.added": withItem("response.output_item.added"),
  "response.output_item.done": withItem("response.output_item.done"),
  "response.output_text.delta": withDelta("response.output_text.delta"),
  "response.refusal.delta": withDelta("response.refusal.delta"),
  "response.function_call_arguments.delta": withDelta("response.function_call_arguments.delta"),
  "response.reasoning_summary_text.delta": withDelta("response.reasoning_summary_text.delta"),
  "response.reasoning_text.delta": withDelta("response.reasoning_text.delta"),
} as const;

export type KnownServerEventType = keyof typeof serverEventSchemas;
export const isKnownServerEventType = (type: string): type is KnownServerEventType =>
  Object.hasOwn(serverEventSchemas, type);
