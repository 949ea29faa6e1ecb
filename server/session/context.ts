import type { EventOf, ResponseStatus, SessionEvent } from "../../lib/protocol/event";
import type { CallId, QueueId, SteerId, TurnId } from "../../lib/protocol/ids";
import { outputText, workspaceNote } from "../../lib/session/told";
import type { Item } from "../../lib/responses/item";
import { itemType } from "../../lib/responses/item";
import type { RunningTurn, SessionState, Steer, ToolCall } from "../../lib/session/state";
import { withEntry, withoutEntry } from "../../lib/session/collections";
import { queueIdAt, turnIdAt } from "../../lib/session/ids";
import { pendingSteers } from "../../lib/session/steers";
import { awaitsSummary } from "../../lib/session/compaction";
import { userMessage } from "./attachments";
import { withOutput } from "./output";
import { compactContext } from "./compact-context";
import type { AttachedFile, Secret } from "./secret";

/**
 * The model's context, kept as the log grows: what a full input would hold, and the response
 * that an incremental one may continue. `upTo` counts the items which that response has seen or made.
 */
export type Context = {
  items: readonly Item[];
  chain: { key: string; upTo: number } | null;
  /** Of the calls of the running turn: the outputs of older ones stand in `items`. */
  providerCallIds: ReadonlyMap<CallId, string>;
  /** Calls of the running turn whose outputs stand in `items`. */
  answered: ReadonlySet<CallId>;
  /** Outputs that are too large for their events, until they stand in `items`. */
  outputs: ReadonlyMap<CallId, string>;
  /** Messages in `items` of steers that no response has begun with yet. */
  steered: ReadonlyMap<SteerId, Item>;
  /** Files of messages that wait in the queue. */
  waiting: ReadonlyMap<QueueId, readonly AttachedFile[]>;
  /** Where in `items` each turn begins that no summary stands for, oldest first. */
  turnStarts: readonly TurnStart[];
  /** Key of the response that was asked for with what a summary has replaced meanwhile: none continues it. */
  superseded: string | null;
};

export type TurnStart = { turnId: TurnId; at: number };

export const EMPTY_CONTEXT: Context = {
  items: [],
  chain: null,
  providerCallIds: new Map(),
  answered: new Set(),
  outputs: new Map(),
  steered: new Map(),
  waiting: new Map(),
  turnStarts: [],
  superseded: null,
};

/** Names one response attempt within a session; the same before and after a restart. */
export const responseKey = (turn: RunningTurn): string => `${turn.turnId}.${turn.responses.length}`;

/** Key of the response that ended last. */
export const latestKey = (turn: RunningTurn): string => `${turn.turnId}.${turn.responses.length - 1}`;

/** Key of the response that a provider starts by itself after a steer. */
export const successorKey = (turn: RunningTurn): string => `${turn.turnId}.${turn.responses.length + 1}`;

type Around = { before: SessionState; after: SessionState };

/**
 * Folds one event into the context. `before` and `after` are the session around the event, `done` the finished items
 * of the response under way.
 */
export function foldContext(
  context: Context,
  event: SessionEvent,
  around: Around & { secret: Secret | null; done: readonly Item[] },
): Context {
  switch (event.type) {
    case "turn.queued":
      return keepFiles(context, queueIdAt(event.seq), around.secret);
    case "queue.changed":
      return "removed" in event ? letGo(context, event.removed) : context;
    case "turn.started":
      return startTurn(context, event, around.secret);
    case "item.done":
      return around.secret?.type === "raw" ? append(context, [around.secret.item]) : context;
    case "tool_call.requested":
      return rememberCall(context, event.seq, around.secret);
    case "response.done":
      return answerIfDue(holdChain(asTold(context, around), event.status, around.before), around);
    case "tool_call.finished":
      return answerIfDue(holdOutput(context, event.callId, around.secret), around);
    case "steer.deferred":
      return answerIfDue(withoutSteer(context, event.steerId), around);
    case "steer.applied":
      return applySteer(context, event.steerId, event.text);
    case "steer.returned":
      return withoutSteer(context, event.steerId);
    case "context.compacted":
      return compactContext(context, event.upTo, { ...around, asked: askedKey(around.before) });
    case "turn.finished":
      return closeTurn(context, event.end.reason, around.before);
    default:
      return context;
  }
}

function keepFiles(context: Context, queueId: QueueId, secret: Secret | null): Context {
  if (secret?.type !== "attachments") return context;
  return { ...context, waiting: withEntry(context.waiting, queueId, secret.files) };
}

const letGo = (context: Context, queueId: QueueId): Context => ({
  ...context,
  waiting: withoutEntry(context.waiting, queueId),
});

/** A message that waited left its files in the log when it was queued. */
function startTurn(
  context: Context,
  { seq, text, queueId, workspace }: EventOf<"turn.started"> & { seq: number },
  secret: Secret | null,
): Context {
  const own = secret?.type === "attachments" ? secret.files : undefined;
  const files = own ?? (queueId === null ? undefined : context.waiting.get(queueId));
  const note = workspace === undefined ? [] : [userMessage(workspaceNote(workspace))];
  const next = append(context, [...note, userMessage(text, files)]);
  const left = queueId === null ? next : letGo(next, queueId);
  const turnStarts = [...context.turnStarts, { turnId: turnIdAt(seq), at: context.items.length }];
  return { ...left, turnStarts, providerCallIds: new Map(), answered: new Set(), steered: new Map() };
}

const append = (context: Context, items: readonly Item[]): Context => ({
  ...context,
  items: [...context.items, ...items],
});

function rememberCall(context: Context, seq: number, secret: Secret | null): Context {
  if (secret?.type !== "call") return context;
  const providerCallIds = new Map(context.providerCallIds).set(`c${seq}`, secret.providerCallId);
  return { ...context, providerCallIds };
}

function holdOutput(context: Context, callId: CallId, secret: Secret | null): Context {
  if (secret?.type !== "blob") return context;
  return { ...context, outputs: withEntry(context.outputs, callId, secret.text) };
}

/** The end of a response outweighs what was told of its items before. */
function asTold(
  context: Context,
  { secret, done }: { secret: Secret | null; done: readonly Item[] },
): Context {
  if (secret?.type !== "output") return context;
  return { ...context, items: withOutput(context.items, done, secret.output) };
}

/** What a steer cut off ends in nothing: reasoning without its item cannot be sent again. */
function holdChain(context: Context, status: ResponseStatus, before: SessionState): Context {
  const held = status === "completed" || status === "incomplete" || status === "steered";
  if (!held || before.turn.status !== "running") return { ...context, chain: null };
  const items = status === "steered" ? withoutTrailingReasoning(context.items) : context.items;
  const key = responseKey(before.turn);
  return { ...context, items, chain: key === context.superseded ? null : { key, upTo: items.length } };
}

/** Key of the response that has been asked for and is not over; null when there is none. */
function askedKey(session: SessionState): string | null {
  const { turn } = session;
  if (turn.status !== "running" || turn.response.phase === "done" || awaitsSummary(session)) return null;
  return responseKey(turn);
}

/** Adds what the next response is made from, at the moment when it becomes due. */
function answerIfDue(context: Context, { before, after }: Around): Context {
  if (!isDue(after) || isDue(before) || after.turn.status !== "running") return context;
  return steer(answer(steerHeld(context, after.turn), after.turn), steersOf(after.turn, "deferred"));
}

const isDue = ({ turn }: SessionState): boolean =>
  turn.status === "running" && turn.response.phase === "requested";

const steersOf = (turn: RunningTurn, status: Steer["status"]): readonly Steer[] =>
  pendingSteers(turn).filter((candidate) => candidate.status === status);

/** The provider puts text that it has accepted before the outputs by itself: it belongs to what the chain holds. */
function steerHeld(context: Context, turn: RunningTurn): Context {
  const next = steer(context, steersOf(turn, "accepted"));
  const chain = next.chain && { ...next.chain, upTo: next.items.length };
  return { ...next, chain };
}

function steer(context: Context, steers: readonly Steer[]): Context {
  const fresh = steers.filter(({ steerId }) => !context.steered.has(steerId));
  if (fresh.length === 0) return context;
  const messages = fresh.map(({ steerId, text }) => [steerId, userMessage(text)] as const);
  const steered = new Map([...context.steered, ...messages]);
  return {
    ...append(
      context,
      messages.map(([, message]) => message),
    ),
    steered,
  };
}

function applySteer(context: Context, steerId: SteerId, text: string): Context {
  const steered = withoutEntry(context.steered, steerId);
  return context.steered.has(steerId) ? { ...context, steered } : append(context, [userMessage(text)]);
}

function withoutSteer(context: Context, steerId: SteerId): Context {
  const message = context.steered.get(steerId);
  if (!message) return context;
  const at = context.items.indexOf(message);
  const { chain } = context;
  return {
    ...context,
    items: context.items.filter((item) => item !== message),
    chain: chain && at < chain.upTo ? { ...chain, upTo: chain.upTo - 1 } : chain,
    steered: withoutEntry(context.steered, steerId),
  };
}

/** The outputs of a response's calls, in call order. */
function answer(context: Context, turn: RunningTurn): Context {
  const due = [...turn.calls.values()].filter((call) => !context.answered.has(call.callId));
  const outputs = due.map((call) => outputItem(context, call));
  return {
    ...append(context, outputs),
    answered: new Set([...context.answered, ...due.map((call) => call.callId)]),
    outputs: EMPTY_CONTEXT.outputs,
  };
}

function outputItem(context: Context, call: ToolCall): Item {
  if (call.server !== null) return approvalResponse(context, call);
  const text = editNote(call) + (context.outputs.get(call.callId) ?? ownText(call));
  return {
    type: "function_call_output",
    call_id: context.providerCallIds.get(call.callId) ?? call.callId,
    output: text,
  };
}

/** The model still reads the call as it wrote it. */
const editNote = ({ proposed, arguments: edited }: ToolCall): string =>
  proposed === null ? "" : `The person changed the arguments of this call before it ran, to ${edited}\n\n`;

/** The provider runs the tool itself once it may: what it is given is the person's word. */
function approvalResponse(context: Context, call: ToolCall): Item {
  return {
    type: "mcp_approval_response",
    approval_request_id: context.providerCallIds.get(call.callId) ?? call.callId,
    approve: call.status === "finished" && call.outcome.ok,
  };
}

const ownText = (call: ToolCall): string =>
  call.status === "finished" ? outputText(call.outcome) : CANCELLED;

const CANCELLED = JSON.stringify({ error: { code: "cancelled", message: "The call was cancelled." } });

/**
 * A turn that did not end by itself leaves a whole context: every call answered, no reasoning that
 * lost its item, and a note for the model. The chain is gone then, for it held something else.
 */
function closeTurn(context: Context, reason: string, before: SessionState): Context {
  if (before.turn.status !== "running") return context;
  const answered = answer(context, before.turn);
  if (reason === "completed") return answered;
  const items = withoutTrailingReasoning(answered.items);
  return { ...answered, items: [...items, abortNote(reason)], chain: null };
}

function withoutTrailingReasoning(items: readonly Item[]): readonly Item[] {
  let end = items.length;
  while (end > 0) {
    const last = items[end - 1];
    if (!last || itemType(last) !== "reasoning") break;
    end -= 1;
  }
  return items.slice(0, end);
}

const abortNote = (reason: string): Item => ({
  type: "message",
  role: "developer",
  content: [{ type: "input_text", text: `The answer before this point ended early (${reason}).` }],
});
