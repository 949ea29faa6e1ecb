import * as z from "zod/mini";

/** What went wrong, in a form that both a person and a program can act on. */
export const errorBodySchema = z.object({
  code: z.string(),
  /** A sentence for the person, with what to do next. Never holds a secret. */
  message: z.string(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** Close codes of the browser wire. Each fault has one; `docs/protocol.md` says what the page does then. */
export const CLOSE = {
  badFrame: 4400,
  unauthenticated: 4401,
  gone: 4404,
  slow: 4408,
  tooLarge: 4413,
  oldClient: 4426,
  restarting: 1012,
} as const;
