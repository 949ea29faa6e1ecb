import * as z from "zod/mini";
import { argumentsHashSchema, decisionSchema, editedArgumentsSchema, grantSchema } from "./approval";
import { sentAttachmentSchema } from "./content";
import {
  callIdSchema,
  claimIdSchema,
  deskIdSchema,
  executorIdSchema,
  questionIdSchema,
  queueIdSchema,
} from "./ids";
import {
  MAX_ATTACHMENTS,
  MAX_MESSAGE_CHARS,
  MAX_QUESTIONS,
  MAX_REASON_CHARS,
  MAX_TITLE_CHARS,
  MAX_TOOLS,
} from "./limits";
import { answerSchema, questionSchema } from "./question";
import { artifactSchema, outcomeAnswerSchema, outcomeSchema, toolSpecSchema } from "./tool";
import { workspaceSchema } from "./workspace";

const model = z.string().check(z.minLength(1), z.maxLength(200));

const messageText = z.string().check(z.minLength(1), z.maxLength(MAX_MESSAGE_CHARS));

export const commandSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("create_session"), model: z.nullable(model) }),
  z.strictObject({
    type: z.literal("send_message"),
    /** May be empty where something is attached. */
    text: z.string().check(z.maxLength(MAX_MESSAGE_CHARS)),
    /** The page's own executor, whose tools are to be used first. */
    executorId: z.nullable(executorIdSchema),
    attachments: z.optional(z.array(sentAttachmentSchema).check(z.maxLength(MAX_ATTACHMENTS))),
    workspace: z.optional(workspaceSchema),
  }),
  z.strictObject({ type: z.literal("remove_queued"), queueId: queueIdSchema }),
  z.strictObject({ type: z.literal("edit_queued"), queueId: queueIdSchema, text: messageText }),
  /** Moves one waiting message before another; null moves it to the end. */
  z.strictObject({
    type: z.literal("reorder_queue"),
    queueId: queueIdSchema,
    before: z.nullable(queueIdSchema),
  }),
  /** Steers the running turn with a waiting message; starts a turn with it when none runs. */
  z.strictObject({ type: z.literal("send_queued_now"), queueId: queueIdSchema }),
  z.strictObject({ type: z.literal("resume_queue") }),
  /** Text for the turn under way; starts a turn when it has ended meanwhile. */
  z.strictObject({ type: z.literal("steer"), text: messageText, executorId: z.nullable(executorIdSchema) }),
  z.strictObject({ type: z.literal("cancel_turn") }),
  z.strictObject({
    type: z.literal("attach_executor"),
    executorId: executorIdSchema,
    deskId: deskIdSchema,
    toolsHash: z.string().check(z.maxLength(64)),
    /** The schemas travel once per hash; the server refuses an unknown hash with `unknown_tools`. */
    tools: z.optional(z.array(toolSpecSchema).check(z.maxLength(MAX_TOOLS))),
  }),
  z.strictObject({ type: z.literal("detach_executor"), executorId: executorIdSchema }),
  /** Tools are to run in this page. `epoch`: of the lease that the person saw; 0 where there was none. */
  z.strictObject({
    type: z.literal("take_tools"),
    executorId: executorIdSchema,
    epoch: z.int().check(z.nonnegative()),
  }),
  z.strictObject({
    type: z.literal("start_tool_call"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    claimId: claimIdSchema,
  }),
  z.strictObject({
    type: z.literal("report_progress"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    text: z.string().check(z.maxLength(300)),
  }),
  z.strictObject({
    type: z.literal("submit_tool_output"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    /** Null for a `read` call, which is not claimed. */
    claimId: z.nullable(claimIdSchema),
    outcome: outcomeSchema,
    artifact: z.nullable(artifactSchema),
    ranMs: z.nullable(z.int().check(z.nonnegative())),
  }),
  /** The tool that this page runs asks the person. */
  z.strictObject({
    type: z.literal("ask_person"),
    callId: callIdSchema,
    executorId: executorIdSchema,
    /** Null for a `read` call, which is not claimed. */
    claimId: z.nullable(claimIdSchema),
    /** Which question of the call this is, from 0: a page that begins the call anew asks the same ones again. */
    index: z.int().check(z.nonnegative(), z.maximum(MAX_QUESTIONS - 1)),
    question: questionSchema,
  }),
  /** From any page of the owner's. */
  z.strictObject({
    type: z.literal("answer_question"),
    callId: callIdSchema,
    questionId: questionIdSchema,
    answer: answerSchema,
  }),
  z.strictObject({
    type: z.literal("resolve_approval"),
    callId: callIdSchema,
    decision: decisionSchema,
    /** Of the arguments that the person saw: that of the call's `approval.requested`, null where it has none. */
    argumentsHash: z.nullable(argumentsHashSchema),
    /** What the call shall run with instead. Not read in a denial. */
    arguments: z.optional(editedArgumentsSchema),
    /** What the model is told about a denial. */
    reason: z.optional(z.string().check(z.maxLength(MAX_REASON_CHARS))),
  }),
  z.strictObject({ type: z.literal("revoke_grant"), tool: grantSchema }),
  z.strictObject({
    type: z.literal("resolve_outcome"),
    callId: callIdSchema,
    answer: outcomeAnswerSchema,
  }),
  z.strictObject({ type: z.literal("configure"), model }),
  /** Has the earlier turns summarised for the model, whatever room is left. */
  z.strictObject({ type: z.literal("compact") }),
  z.strictObject({
    type: z.literal("rename"),
    title: z.string().check(z.minLength(1), z.maxLength(MAX_TITLE_CHARS)),
  }),
]);
/** What a page asks for. Ends in an event with its `commandId`, or in a `rejected` frame. */
export type Command = z.infer<typeof commandSchema>;
export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;
