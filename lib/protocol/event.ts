import * as z from "zod/mini";
import { errorBodySchema } from "./error";
import {
  callIdSchema,
  claimIdSchema,
  commandIdSchema,
  deskIdSchema,
  executorIdSchema,
  itemIdSchema,
  queueIdSchema,
  responseIdSchema,
  shareIdSchema,
  turnIdSchema,
} from "./ids";
import { roleSchema } from "./role";
import { artifactSchema, effectSchema, outcomeSchema } from "./tool";

const count = z.int().check(z.nonnegative());

/** Milliseconds of each hop of one response, from the server's clock. Null: it did not happen. */
export const responseTimingsSchema = z.object({
  connectMs: count,
  /** From the request's bytes to the provider's first event, and to the first delta. */
  firstEventMs: z.nullable(count),
  firstDeltaMs: z.nullable(count),
  totalMs: count,
});

export const usageCountsSchema = z.object({ input: count, cached: count, output: count, reasoning: count });
export type UsageCounts = z.infer<typeof usageCountsSchema>;

export const turnEndSchema = z.discriminatedUnion("reason", [
  z.object({ reason: z.literal("completed") }),
  z.object({ reason: z.literal("stopped") }),
  /** The connection was lost with text under way, or the server restarted: nothing was repeated. */
  z.object({ reason: z.literal("interrupted"), error: errorBodySchema }),
  z.object({ reason: z.literal("failed"), error: errorBodySchema }),
  /** The turn met its cap of tool rounds or wall time. */
  z.object({ reason: z.literal("limit"), error: errorBodySchema }),
]);
export type TurnEnd = z.infer<typeof turnEndSchema>;

export const itemContentSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("message"), text: z.string() }),
  z.object({ kind: z.literal("reasoning"), text: z.string() }),
  z.object({ kind: z.literal("tool_call"), name: z.string(), arguments: z.string() }),
  /** An item that this version does not draw; `name` is the provider's type. */
  z.object({ kind: z.literal("other"), name: z.string() }),
]);
export type ItemContent = z.infer<typeof itemContentSchema>;

/** `[milliseconds since the one before, characters]` of each delta that a merged one holds. */
export const traceSchema = z.array(z.tuple([count, count]));

export const eventBodySchemas = {
  "session.created": z.object({ type: z.literal("session.created"), model: z.string() }),
  "session.renamed": z.object({ type: z.literal("session.renamed"), title: z.string() }),
  "session.configured": z.object({ type: z.literal("session.configured"), model: z.string() }),
  "executor.attached": z.object({
    type: z.literal("executor.attached"),
    executorId: executorIdSchema,
    deskId: deskIdSchema,
    toolsHash: z.string(),
  }),
  "executor.detached": z.object({ type: z.literal("executor.detached"), executorId: executorIdSchema }),
  "turn.queued": z.object({ type: z.literal("turn.queued"), text: z.string() }),
  "queue.changed": z.object({ type: z.literal("queue.changed"), removed: queueIdSchema }),
  "turn.started": z.object({
    type: z.literal("turn.started"),
    parentTurnId: z.nullable(turnIdSchema),
    text: z.string(),
    model: z.string(),
    /** The page that sent the message; its tools are used first. */
    executorId: z.nullable(executorIdSchema),
    /** Set when the message waited in the queue. */
    queueId: z.nullable(queueIdSchema),
  }),
  "response.started": z.object({ type: z.literal("response.started"), turnId: turnIdSchema }),
  "item.added": z.object({
    type: z.literal("item.added"),
    responseId: responseIdSchema,
    kind: z.enum(["message", "reasoning", "tool_call", "other"]),
    name: z.nullable(z.string()),
  }),
  "item.delta": z.object({
    type: z.literal("item.delta"),
    itemId: itemIdSchema,
    text: z.string(),
    trace: traceSchema,
  }),
  "item.done": z.object({
    type: z.literal("item.done"),
    itemId: itemIdSchema,
    content: itemContentSchema,
    trace: traceSchema,
  }),
  "tool_call.requested": z.object({
    type: z.literal("tool_call.requested"),
    itemId: itemIdSchema,
    name: z.string(),
    arguments: z.string(),
    effect: effectSchema,
  }),
  "approval.requested": z.object({ type: z.literal("approval.requested"), callId: callIdSchema }),
  "approval.resolved": z.object({
    type: z.literal("approval.resolved"),
    callId: callIdSchema,
    decision: z.enum(["once", "session", "deny"]),
  }),
  "tool_call.assigned": z.object({
    type: z.literal("tool_call.assigned"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    /** Milliseconds since 1970 by the server's clock. */
    deadline: z.number(),
  }),
  "tool_call.started": z.object({
    type: z.literal("tool_call.started"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    claimId: claimIdSchema,
  }),
  "tool_call.progress": z.object({
    type: z.literal("tool_call.progress"),
    callId: callIdSchema,
    text: z.string(),
  }),
  "tool_call.finished": z.object({
    type: z.literal("tool_call.finished"),
    callId: callIdSchema,
    outcome: outcomeSchema,
    artifact: z.nullable(artifactSchema),
    /** Milliseconds that the tool itself ran, as its page measured it. */
    ranMs: z.nullable(count),
  }),
  "response.done": z.object({
    type: z.literal("response.done"),
    responseId: responseIdSchema,
    status: z.enum(["completed", "incomplete", "lost", "failed", "cancelled"]),
    usage: z.nullable(usageCountsSchema),
    timings: responseTimingsSchema,
    /** Bytes sent upstream for this response, and bytes that a full-history request would have added. */
    bytesUp: count,
    bytesNotResent: count,
  }),
  "turn.finished": z.object({ type: z.literal("turn.finished"), turnId: turnIdSchema, end: turnEndSchema }),
  "share.created": z.object({
    type: z.literal("share.created"),
    shareId: shareIdSchema,
    role: roleSchema,
    expiresAt: z.number(),
  }),
  "share.revoked": z.object({ type: z.literal("share.revoked"), shareId: shareIdSchema }),
} as const;

export type EventType = keyof typeof eventBodySchemas;
/** A fact before it has its place in the log. */
export type EventBody = { [T in EventType]: z.infer<(typeof eventBodySchemas)[T]> }[EventType];
export type EventOf<T extends EventType> = Extract<EventBody, { type: T }>;

const stampSchema = z.object({
  seq: z.int().check(z.positive()),
  at: z.number(),
  /** On the first event that a command caused. */
  commandId: z.optional(commandIdSchema),
});
export type Stamp = z.infer<typeof stampSchema>;

/** A fact in the log: its body, its place, its time. */
export type SessionEvent = EventBody & Stamp;

/** Checks one event as it stands in the log or on the wire. */
export function parseEvent(value: unknown): SessionEvent | null {
  const stamp = stampSchema.safeParse(value);
  if (!stamp.success) return null;
  const type = (value as { type?: unknown }).type;
  if (typeof type !== "string" || !Object.hasOwn(eventBodySchemas, type)) return null;
  const body = eventBodySchemas[type as EventType].safeParse(value);
  return body.success ? { ...body.data, ...stamp.data } : null;
}
