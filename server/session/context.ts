import type { SessionEvent } from "../../lib/protocol/event";
import type { CallId } from "../../lib/protocol/ids";
import type { Outcome } from "../../lib/protocol/tool";
import type { Item } from "../../lib/responses/item";
import { itemType } from "../../lib/responses/item";
import type { RunningTurn, SessionState, ToolCall } from "../../lib/session/state";
import type { Secret } from "./secret";

/**
 * The model's context, kept as the log grows: what a full input would hold, and the response
 * that an incremental one may continue. `upTo` counts the items which that response has seen or made.
 */
export type Context = {
  items: readonly Item[];
  chain: { key: string; upTo: number } | null;
  providerCallIds: ReadonlyMap<CallId, string>;
  /** Calls of the running turn whose outputs stand in `items`. */
  answered: ReadonlySet<CallId>;
};

export const EMPTY_CONTEXT: Context = {
  items: [],
  chain: null,
  providerCallIds: new Map(),
  answered: new Set(),
};

/** Names one response attempt within a session; the same before and after a restart. */
export const responseKey = (turn: RunningTurn): string => `${turn.turnId}.${turn.responses.length}`;

/** Folds one event into the context. `before` and `after` are the session around the event. */
export function foldContext(
  context: Context,
  event: SessionEvent,
  around: { before: SessionState; after: SessionState; secret: Secret | null },
): Context {
  switch (event.type) {
    case "turn.started":
      return { ...append(context, [userMessage(event.text)]), answered: new Set() };
    case "item.done":
      return around.secret?.type === "raw" ? append(context, [around.secret.item]) : context;
    case "tool_call.requested":
      return rememberCall(context, event.seq, around.secret);
    case "response.done":
      return answerIfDue(holdChain(context, event.status, around.before), around);
    case "tool_call.finished":
      return answerIfDue(context, around);
    case "turn.finished":
      return closeTurn(context, event.end.reason, around.before);
    default:
      return context;
  }
}

const append = (context: Context, items: readonly Item[]): Context => ({
  ...context,
  items: [...context.items, ...items],
});

const userMessage = (text: string): Item => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

function rememberCall(context: Context, seq: number, secret: Secret | null): Context {
  if (secret?.type !== "call") return context;
  const providerCallIds = new Map(context.providerCallIds).set(`c${seq}`, secret.providerCallId);
  return { ...context, providerCallIds };
}

function holdChain(context: Context, status: string, before: SessionState): Context {
  const held = status === "completed" || status === "incomplete";
  if (!held || before.turn.status !== "running") return { ...context, chain: null };
  return { ...context, chain: { key: responseKey(before.turn), upTo: context.items.length } };
}

/** Adds the outputs of a response's calls in call order, once they have all settled and it is done. */
function answerIfDue(context: Context, around: { before: SessionState; after: SessionState }): Context {
  const { turn } = around.after;
  if (turn.status !== "running" || turn.response.phase !== "requested") return context;
  return answer(context, turn);
}

function answer(context: Context, turn: RunningTurn): Context {
  const due = [...turn.calls.values()].filter((call) => !context.answered.has(call.callId));
  const outputs = due.map((call) => outputItem(context, call));
  return {
    ...append(context, outputs),
    answered: new Set([...context.answered, ...due.map((call) => call.callId)]),
  };
}

function outputItem(context: Context, call: ToolCall): Item {
  const text = call.status === "finished" ? outputText(call.outcome) : CANCELLED;
  return {
    type: "function_call_output",
    call_id: context.providerCallIds.get(call.callId) ?? call.callId,
    output: text,
  };
}

const CANCELLED = JSON.stringify({ error: { code: "cancelled", message: "The call was cancelled." } });

export const outputText = (outcome: Outcome): string =>
  outcome.ok ? outcome.output : JSON.stringify({ error: outcome.error });

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
