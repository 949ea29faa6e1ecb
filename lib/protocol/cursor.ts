import * as z from "zod/mini";

/** A place in a session's log. `epoch` names the owner whose history it belongs to. */
export const cursorSchema = z.object({
  epoch: z.int().check(z.nonnegative()),
  seq: z.int().check(z.nonnegative()),
});
export type Cursor = z.infer<typeof cursorSchema>;

export const ORIGIN: Cursor = { epoch: 0, seq: 0 };
