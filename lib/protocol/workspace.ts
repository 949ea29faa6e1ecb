import * as z from "zod/mini";
import { MAX_WORKSPACE_CHARS } from "./limits";

const label = z.string().check(z.maxLength(200));
const value = z.union([z.string().check(z.maxLength(200)), z.number(), z.boolean(), z.null()]);

/**
 * What the person's page shows as they send a message, for the model: a choice, not a copy. Names and values come out
 * of files: they are data, whatever they say.
 */
export const workspaceSchema = z
  .strictObject({
    /** The tables that a tool can query, `columns` as "name TYPE". `omitted`: as many more are not listed. */
    tables: z
      .array(z.strictObject({ name: label, rows: z.int().check(z.nonnegative()), columns: z.array(label) }))
      .check(z.maxLength(20)),
    omitted: z.optional(z.int().check(z.positive())),
    /** The title of the chart in which something is picked, or which is in view. */
    chart: z.optional(label),
    /** What the person has picked in that chart: values of its columns. */
    selected: z.optional(z.record(z.string().check(z.maxLength(200)), value)),
    /** What the person has done to the workspace since the message before, oldest first. */
    recent: z.optional(z.array(label).check(z.maxLength(8))),
  })
  .check(
    z.refine((workspace) => JSON.stringify(workspace).length <= MAX_WORKSPACE_CHARS, {
      error: `at most ${MAX_WORKSPACE_CHARS} characters of JSON`,
    }),
  );
export type Workspace = z.infer<typeof workspaceSchema>;
export type Selected = NonNullable<Workspace["selected"]>;
