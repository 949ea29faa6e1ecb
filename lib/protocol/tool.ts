import * as z from "zod/mini";
import { MAX_ARTIFACT_ROWS, MAX_OUTPUT_CHARS } from "./limits";

/** `read` changes nothing; everything else is claimed before it runs and never runs twice. */
export const effectSchema = z.enum(["read", "write", "external", "destructive"]);
export type Effect = z.infer<typeof effectSchema>;

export const approvalSchema = z.enum(["auto", "session", "always"]);
export type Approval = z.infer<typeof approvalSchema>;

/** `exclusive:<key>`: of the calls in a session whose tools have this key one runs at a time. */
export type Concurrency = "parallel" | `exclusive:${string}`;
const CONCURRENCY = /^(parallel|exclusive:[a-z0-9-]{1,40})$/;

export const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** A tool as a page offers it: what the model sees, and what the server decides approval from. */
export const toolSpecSchema = z.object({
  name: z.string().check(z.regex(TOOL_NAME)),
  title: z.string().check(z.maxLength(80)),
  description: z.string().check(z.minLength(1), z.maxLength(4_000)),
  /** JSON Schema of the arguments, an object schema. */
  parameters: z.record(z.string(), z.unknown()),
  effect: effectSchema,
  approval: approvalSchema,
  /** Missing: parallel. */
  concurrency: z.optional(z.string().check(z.regex(CONCURRENCY))),
  /** Milliseconds; the server's deadline adds a grace to it. */
  timeoutMs: z.int().check(z.minimum(100), z.maximum(600_000)),
});
export type ToolSpec = z.infer<typeof toolSpecSchema>;

/** What viewers draw of a result, without the data behind it. */
export const artifactSchema = z.object({
  kind: z.enum(["table", "chart", "catalog"]),
  title: z.string().check(z.maxLength(200)),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).check(z.maxLength(200)),
  /** At most 500 rows; cells are JSON values. For a `catalog`: name, rows, columns of each table. */
  rows: z.array(z.array(z.unknown())).check(z.maxLength(MAX_ARTIFACT_ROWS)),
  /** Rows of the whole result, of which `rows` may be a part. */
  total: z.int().check(z.nonnegative()),
  /** A Vega-Lite specification without data; for `chart`. */
  spec: z.optional(z.record(z.string(), z.unknown())),
});
export type Artifact = z.infer<typeof artifactSchema>;

const output = z.string().check(z.maxLength(MAX_OUTPUT_CHARS));
const failureSchema = z.object({
  ok: z.literal(false),
  error: z.object({
    code: z.string().check(z.maxLength(64)),
    message: z.string().check(z.maxLength(4_000)),
  }),
});

/**
 * How a call ended. `output` is the text that the model gets; after an error it gets the error as JSON.
 * Codes of ours: invalid_arguments, unknown_tool, tool_failed, timed_out, cancelled, denied, no_browser,
 * unknown_outcome, too_many_rounds.
 */
export const outcomeSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), output }),
  failureSchema,
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** A text that is kept beside the log: its SHA-256 in hex, and its length in UTF-8. */
export const blobSchema = z.object({
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  bytes: z.int().check(z.positive()),
});
export type Blob = z.infer<typeof blobSchema>;

/** An outcome as the log tells it: with `blob`, `output` is only the beginning of what the model gets. */
export const loggedOutcomeSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), output, blob: z.optional(blobSchema) }),
  failureSchema,
]);
export type LoggedOutcome = z.infer<typeof loggedOutcomeSchema>;

/** What the person says of a call whose outcome nobody knows. `unknown`: they cannot tell either. */
export const outcomeAnswerSchema = z.enum(["happened", "run_again", "unknown"]);
export type OutcomeAnswer = z.infer<typeof outcomeAnswerSchema>;
