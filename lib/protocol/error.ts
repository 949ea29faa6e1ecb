import * as z from "zod/mini";

/** What went wrong, in a form that both a person and a program can act on. */
export const errorBodySchema = z.object({
  code: z.string(),
  /** A sentence for the person, with what to do next. Never holds a secret. */
  message: z.string(),
  /** What a provider said besides, unchanged: the field that it refused, and its status. */
  param: z.optional(z.string()),
  status: z.optional(z.int()),
  /** When it can be tried again, where that is known. Milliseconds since 1970 by the server's clock. */
  retryAt: z.optional(z.number()),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
