import type { Item } from "../../lib/responses/item";
import type { EventBody } from "./emitter";
import { partAdded, partDone, type OpenPart, type Part, type PartKind } from "./emitter-parts";

type OpenBase = {
  id: string;
  index: number;
  /** Fields that the backend adds; none of them takes the place of one of ours. */
  fields: Record<string, unknown>;
};

/** A message or a reasoning item whose text is still coming. */
export type OpenTextItem = OpenBase & {
  kind: "message" | "reasoning";
  done: Part[];
  part: OpenPart | null;
};

export type OpenCall = OpenBase & { kind: "call"; callId: string; name: string; pieces: string[] };

/** The one item that is not finished yet. */
export type OpenItem = OpenTextItem | OpenCall;

const ARGUMENTS_DELTA = 256;

export const itemKindOf = (kind: PartKind): OpenTextItem["kind"] =>
  kind === "output_text" || kind === "refusal" ? "message" : "reasoning";

export const placeOf = ({ id, index }: OpenBase) => ({ item_id: id, output_index: index });

const added = (index: number, item: Item): EventBody => ({
  type: "response.output_item.added",
  output_index: index,
  item,
});
const done = (index: number, item: Item): EventBody => ({
  type: "response.output_item.done",
  output_index: index,
  item,
});

function textItem({ kind, id, fields, done: parts }: OpenTextItem, status: string): Item {
  if (kind === "message")
    return { ...fields, id, type: "message", role: "assistant", status, content: parts };
  const content = parts.filter(({ type }) => type === "reasoning_text");
  const summary = parts.filter(({ type }) => type === "summary_text");
  return { ...fields, id, type: "reasoning", summary, ...(content.length > 0 ? { content } : {}), status };
}

function callItem({ id, callId, name, fields }: OpenCall, args: string, status: string): Item {
  return { ...fields, id, type: "function_call", call_id: callId, name, arguments: args, status };
}

export function openItem(open: OpenItem): EventBody {
  const item =
    open.kind === "call" ? callItem(open, "", "in_progress") : textItem({ ...open, done: [] }, "in_progress");
  return added(open.index, item);
}

export function openPart(open: OpenTextItem, kind: PartKind): { part: OpenPart; event: EventBody } {
  const summary = kind === "summary_text";
  const index = open.done.filter(({ type }) => (type === "summary_text") === summary).length;
  const part: OpenPart = { kind, index, pieces: [], annotations: [] };
  open.part = part;
  return { part, event: partAdded(part, placeOf(open)) };
}

export function closePart(open: OpenTextItem): EventBody[] {
  if (open.part === null) return [];
  const { part, events } = partDone(open.part, placeOf(open));
  open.part = null;
  open.done.push(part);
  return events;
}

export function closeTextItem(
  open: OpenTextItem,
  status: "completed" | "incomplete",
): { item: Item; events: EventBody[] } {
  const events = closePart(open);
  const item = textItem(open, status);
  return { item, events: [...events, done(open.index, item)] };
}

export const argumentsDelta = (open: OpenCall, delta: string): EventBody[] =>
  Array.from({ length: Math.ceil(delta.length / ARGUMENTS_DELTA) }, (_, at) => ({
    type: "response.function_call_arguments.delta",
    ...placeOf(open),
    delta: delta.slice(at * ARGUMENTS_DELTA, (at + 1) * ARGUMENTS_DELTA),
  }));

export function closeCall(open: OpenCall): { item: Item; events: EventBody[] } {
  const args = open.pieces.join("");
  const item = callItem(open, args, "completed");
  const told = { type: "response.function_call_arguments.done", ...placeOf(open), arguments: args };
  return { item, events: [told, done(open.index, item)] };
}

/** A whole item of a type that has no chunks of its own. */
export function passItem(item: Item, index: number): EventBody[] {
  const begun = typeof item.status === "string" ? { ...item, status: "in_progress" } : item;
  return [added(index, begun), done(index, item)];
}
