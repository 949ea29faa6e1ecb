import * as z from "zod/mini";
import { callIdSchema } from "./ids";

/** What is allowed for a session: a tool of the page's by its name, one of an MCP server as `server/name`. */
export const grantSchema = z.string().check(z.minLength(1), z.maxLength(200));

export const decisionSchema = z.enum(["once", "session", "deny"]);
export type Decision = z.infer<typeof decisionSchema>;

/** Part of the events of a session. */
export const approvalEvents = {
  "approval.requested": z.object({
    type: z.literal("approval.requested"),
    callId: callIdSchema,
    /** The tool is asked about at each call: it cannot be allowed for the session. */
    onceOnly: z.optional(z.literal(true)),
  }),
  "approval.resolved": z.object({
    type: z.literal("approval.resolved"),
    callId: callIdSchema,
    decision: decisionSchema,
  }),
  /** The person takes back that a tool is allowed for the session. */
  "grant.revoked": z.object({ type: z.literal("grant.revoked"), tool: grantSchema }),
};
