import * as z from "zod/mini";

/** What went wrong, in a form that both a person and a program can act on. */
export const errorBodySchema = z.object({
  code: z.string(),
  /** A sentence for the person, with what to do next. Never holds a secret. */
  message: z.string(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
