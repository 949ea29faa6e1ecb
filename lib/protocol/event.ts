import * as z from "zod/mini";
import { approvalEvents } from "./approval";
import { attachmentSchema, citationSchema, hostedCallSchema, hostedProgressSchema } from "./content";
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
  steerIdSchema,
  turnIdSchema,
} from "./ids";
import { questionEvents } from "./question";
import { roleSchema } from "./role";
import { artifactSchema, effectSchema, loggedOutcomeSchema, outcomeAnswerSchema } from "./tool";
import { workspaceSchema } from "./workspace";

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

export const itemKindSchema = z.enum(["message", "reasoning", "tool_call", "hosted", "other"]);
export type ItemKind = z.infer<typeof itemKindSchema>;

export const itemContentSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    text: z.string(),
    citations: z.optional(z.array(citationSchema)),
    /** `declined`: the model refused, and the text says so. */
    refusal: z.optional(z.literal("declined")),
  }),
  z.object({ kind: z.literal("reasoning"), text: z.string() }),
  z.object({ kind: z.literal("tool_call"), name: z.string(), arguments: z.string() }),
  /** Done by the provider itself: a search, code, a picture, a tool of an MCP server. */
  z.object({ kind: z.literal("hosted"), call: hostedCallSchema }),
  /** An item that this version does not draw; `name` is the provider's type. */
  z.object({ kind: z.literal("other"), name: z.string() }),
]);
export type ItemContent = z.infer<typeof itemContentSchema>;

/** `[milliseconds since the one before, characters]` of each delta that a merged one holds. */
export const traceSchema = z.array(z.tuple([count, count]));

/** `too_long`: the context did not fit; it is summarised, and the request made once more. */
export const responseStatusSchema = z.enum([
  "completed",
  "incomplete",
  "steered",
  "lost",
  "failed",
  "cancelled",
  "too_long",
]);
export type ResponseStatus = z.infer<typeof responseStatusSchema>;

/** Why earlier turns are summarised. `overflow`: the provider refused a request that was too long. */
export const compactionReasonSchema = z.enum(["person", "threshold", "overflow"]);
export type CompactionReason = z.infer<typeof compactionReasonSchema>;

const queueChanged = z.literal("queue.changed");

/** One change of the queue, told apart by its key. */
export const queueChangedSchema = z.union([
  z.object({ type: queueChanged, removed: queueIdSchema }),
  z.object({ type: queueChanged, edited: queueIdSchema, text: z.string() }),
  /** Stands before another one now; null: at the end. */
  z.object({ type: queueChanged, moved: queueIdSchema, before: z.nullable(queueIdSchema) }),
  z.object({ type: queueChanged, resumed: z.literal(true) }),
]);

/**
 * Why the text of a steer came back. `unknown`: the provider had it when the connection was lost, so that
 * nobody can say whether the model read it.
 */
export const steerReturnSchema = z.enum(["stopped", "interrupted", "failed", "limit", "unknown"]);
export type SteerReturn = z.infer<typeof steerReturnSchema>;

/** `message`: its turn began. `taken`: the person said so. `moved`: there was no page, or it has gone. */
export const leaseCauseSchema = z.enum(["message", "taken", "moved"]);
export type LeaseCause = z.infer<typeof leaseCauseSchema>;

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
  /** Tools run in this page from here on. `epoch` rises by one each time. */
  "executor.leased": z.object({
    type: z.literal("executor.leased"),
    executorId: executorIdSchema,
    epoch: z.int().check(z.positive()),
    cause: leaseCauseSchema,
  }),
  "turn.queued": z.object({
    type: z.literal("turn.queued"),
    text: z.string(),
    /** The page that sent the message. Version 0.1.0 did not log it. */
    executorId: z._default(z.nullable(executorIdSchema), null),
    attachments: z.optional(z.array(attachmentSchema)),
    workspace: z.optional(workspaceSchema),
  }),
  "queue.changed": queueChangedSchema,
  "turn.started": z.object({
    type: z.literal("turn.started"),
    parentTurnId: z.nullable(turnIdSchema),
    text: z.string(),
    model: z.string(),
    /** The page that sent the message; its tools are used first. */
    executorId: z.nullable(executorIdSchema),
    /** Set when the message waited in the queue. */
    queueId: z.nullable(queueIdSchema),
    attachments: z.optional(z.array(attachmentSchema)),
    workspace: z.optional(workspaceSchema),
  }),
  /** Text for the turn under way. `queueId` is set when it had waited in the queue. */
  "steer.requested": z.object({
    type: z.literal("steer.requested"),
    turnId: turnIdSchema,
    text: z.string(),
    executorId: z.nullable(executorIdSchema),
    queueId: z.nullable(queueIdSchema),
  }),
  /** The provider has the text and will use it. */
  "steer.accepted": z.object({ type: z.literal("steer.accepted"), steerId: steerIdSchema }),
  /** The text goes with the turn's next request. */
  "steer.deferred": z.object({ type: z.literal("steer.deferred"), steerId: steerIdSchema }),
  /** The response that has just begun was made with the text. */
  "steer.applied": z.object({ type: z.literal("steer.applied"), steerId: steerIdSchema, text: z.string() }),
  /** The text was not used, as far as is known. It stands at the head of the queue, which is paused. */
  "steer.returned": z.object({
    type: z.literal("steer.returned"),
    steerId: steerIdSchema,
    reason: steerReturnSchema,
  }),
  "response.started": z.object({ type: z.literal("response.started"), turnId: turnIdSchema }),
  "item.added": z.object({
    type: z.literal("item.added"),
    responseId: responseIdSchema,
    kind: itemKindSchema,
    /** The function's name, or the provider's type of a hosted item. */
    name: z.nullable(z.string()),
  }),
  "item.delta": z.object({
    type: z.literal("item.delta"),
    itemId: itemIdSchema,
    text: z.string(),
    trace: traceSchema,
  }),
  /** A hosted item does something else now. Logged at each change, at most once for each state. */
  "item.progress": z.object({
    type: z.literal("item.progress"),
    itemId: itemIdSchema,
    progress: hostedProgressSchema,
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
    /** The MCP server whose tool the provider wants to run; no page runs it. */
    server: z.optional(z.string()),
  }),
  ...approvalEvents,
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
    outcome: loggedOutcomeSchema,
    artifact: z.nullable(artifactSchema),
    /** Milliseconds that the tool itself ran, as its page measured it. */
    ranMs: z.nullable(count),
  }),
  ...questionEvents,
  /** The page that ran the call cannot say whether it took effect: the person is asked. */
  "outcome.requested": z.object({ type: z.literal("outcome.requested"), callId: callIdSchema }),
  "outcome.resolved": z.object({
    type: z.literal("outcome.resolved"),
    callId: callIdSchema,
    answer: outcomeAnswerSchema,
  }),
  "response.done": z.object({
    type: z.literal("response.done"),
    responseId: responseIdSchema,
    /** `steered`: ended early by a steer, and continued by the next response. */
    status: responseStatusSchema,
    usage: z.nullable(usageCountsSchema),
    timings: responseTimingsSchema,
    /** Bytes sent upstream for this response, and bytes that a full-history request would have added. */
    bytesUp: count,
    bytesNotResent: count,
  }),
  "turn.finished": z.object({ type: z.literal("turn.finished"), turnId: turnIdSchema, end: turnEndSchema }),
  /** The turns up to and with this one are being summarised for the model. */
  "compaction.requested": z.object({
    type: z.literal("compaction.requested"),
    upTo: turnIdSchema,
    reason: compactionReasonSchema,
  }),
  /** From the next request on a summary stands for the turns up to and with this one. */
  "context.compacted": z.object({
    type: z.literal("context.compacted"),
    upTo: turnIdSchema,
    /** Tokens of the last response before it, with its input; null where the provider said nothing. */
    tokensBefore: z.nullable(count),
  }),
  /** No summary could be made: the model's context is what it was. */
  "compaction.failed": z.object({ type: z.literal("compaction.failed"), error: errorBodySchema }),
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
