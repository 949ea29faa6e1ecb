import * as z from "zod/mini";
import { itemSchema } from "./item";

/**
 * `response.create`: the fields sit beside `type` (they do not nest under `response`).
 * `input` holds only what is new when `previous_response_id` is given.
 */
export const responseCreateSchema = z.looseObject({
  type: z.literal("response.create"),
  stream_id: z.optional(z.string()),
  generate: z.optional(z.nullable(z.boolean())),
  model: z.string(),
  input: z.optional(z.union([z.string(), z.array(itemSchema)])),
  previous_response_id: z.optional(z.nullable(z.string())),
  store: z.optional(z.nullable(z.boolean())),
  instructions: z.optional(z.nullable(z.string())),
  tools: z.optional(z.nullable(z.array(z.looseObject({ type: z.string() })))),
  tool_choice: z.optional(z.unknown()),
  parallel_tool_calls: z.optional(z.nullable(z.boolean())),
  max_output_tokens: z.optional(z.nullable(z.number())),
  metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
});
