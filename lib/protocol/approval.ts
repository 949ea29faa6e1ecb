import * as z from "zod/mini";
import { callIdSchema } from "./ids";
import { MAX_EDITED_CHARS } from "./limits";

/** What is allowed for a session: a tool of the page's by its name, one of an MCP server as `server/name`. */
export const grantSchema = z.string().check(z.minLength(1), z.maxLength(200));

export const decisionSchema = z.enum(["once", "session", "deny"]);
export type Decision = z.infer<typeof decisionSchema>;

/** SHA-256 in hex of a call's arguments, as UTF-8 of the JSON text. */
export const argumentsHashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** JSON text that the person has put in the place of the model's. */
export const editedArgumentsSchema = z.string().check(z.minLength(2), z.maxLength(MAX_EDITED_CHARS));

/** Part of the events of a session. */
export const approvalEvents = {
  "approval.requested": z.object({
    type: z.literal("approval.requested"),
    callId: callIdSchema,
    /** The tool is asked about at each call: it cannot be allowed for the session. */
    onceOnly: z.optional(z.literal(true)),
    /** What is asked about: an answer to anything else is refused. Missing in logs of version 0.1.0. */
    argumentsHash: z.optional(argumentsHashSchema),
  }),
  "approval.resolved": z.object({
    type: z.literal("approval.resolved"),
    callId: callIdSchema,
    decision: decisionSchema,
    /** What the call runs with from now on, where the person has changed it. */
    arguments: z.optional(editedArgumentsSchema),
  }),
  /** The person takes back that a tool is allowed for the session. */
  "grant.revoked": z.object({ type: z.literal("grant.revoked"), tool: grantSchema }),
};
