import type { ContextItem } from "./model-text";
import { isUserMessage, piecesOf, roundOf, textIn } from "./model-text";

export type Frame = Readonly<Record<string, unknown>>;

/** One answer of the scripted model: the frames until its end, and what its context then holds. */
export type Answer = { id: string; frames: Frame[]; output: ContextItem[]; hasCalls: boolean };

const USAGE = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
const PIECES = 4;

/** What the model does next follows from its context: the calls that the last message asks for, then an answer. */
export function answerTo(context: readonly ContextItem[], id: string): Answer {
  const from = context.findLastIndex(isUserMessage);
  const asked = context[from];
  const rounds = new Set(context.slice(from + 1).flatMap(roundOfCall)).size;
  const tools = asked === undefined ? [] : roundOf(textIn(asked), rounds);
  const calls = tools.map((name, at) => callItem(id, at, name));
  const message = tools.length === 0 || rounds === 1 ? [messageItem(id)] : [];
  const output = [...message, ...calls];
  const frames = [begun(id), ...output.flatMap(itemFrames), ended(id, "completed", output)];
  return { id, frames: frames.map(numbered), output, hasCalls: calls.length > 0 };
}

const numbered = (frame: Frame, at: number): Frame => ({ ...frame, sequence_number: at });

/** Calls of one answer share what stands before the last underscore of their id. */
const roundOfCall = (item: ContextItem): string[] =>
  item.type === "function_call" ? [String(item.call_id).replace(/_\d+$/, "")] : [];

const callItem = (id: string, at: number, name: string): ContextItem => ({
  ...{ type: "function_call", id: `fc_${id}_${at}`, call_id: `call_${id}_${at}`, name },
  ...{ arguments: `{"n":${at}}`, status: "completed" },
});

const messageItem = (id: string): ContextItem => ({
  ...{ type: "message", id: `msg_${id}`, role: "assistant", status: "completed" },
  content: [{ type: "output_text", text: piecesOf(id, PIECES).join(""), annotations: [] }],
});

export const begun = (id: string): Frame => ({
  type: "response.created",
  response: { id, status: "in_progress", output: [], usage: null },
});

export const ended = (
  id: string,
  status: "completed" | "incomplete" | "failed",
  output: readonly ContextItem[],
  more: Frame = {},
): Frame => ({ type: `response.${status}`, response: { id, status, output, usage: USAGE, ...more } });

function itemFrames(item: ContextItem, index: number): Frame[] {
  const place = { output_index: index, item_id: item.id };
  const isCall = item.type === "function_call";
  const type = isCall ? "response.function_call_arguments.delta" : "response.output_text.delta";
  const pieces = isCall ? [String(item.arguments)] : textIn(item).split(/(?<=>)/);
  const bare = { ...item, status: "in_progress", ...(isCall ? { arguments: "" } : { content: [] }) };
  return [
    { type: "response.output_item.added", output_index: index, item: bare },
    ...pieces.map((delta) => ({ type, ...place, content_index: 0, delta })),
    { type: "response.output_item.done", output_index: index, item },
  ];
}
