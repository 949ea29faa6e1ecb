import * as z from "zod/mini";

/** Token counts of a finished response. They cover the whole context, not only what was sent. */
export const usageSchema = z.looseObject({
  input_tokens: z.number(),
  input_tokens_details: z.optional(z.nullable(z.looseObject({ cached_tokens: z.optional(z.number()) }))),
  output_tokens: z.number(),
  output_tokens_details: z.optional(z.nullable(z.looseObject({ reasoning_tokens: z.optional(z.number()) }))),
  total_tokens: z.number(),
});
export type Usage = z.infer<typeof usageSchema>;
