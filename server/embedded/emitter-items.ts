import type { Item } from "../../lib/responses/item";
import type { EventBody } from "./emitter";

/** An item whose text is still coming. */
export type OpenItem = { kind: "message" | "reasoning"; id: string; index: number; parts: string[] };

const ARGUMENTS_DELTA = 256;

const textPart = (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] });
const summaryPart = (text: string) => ({ type: "summary_text", text });

function itemOf({ kind, id }: OpenItem, status: string, text: string | null): Item {
  if (kind === "reasoning") {
    return { id, type: "reasoning", summary: text === null ? [] : [summaryPart(text)], status };
  }
  const content = text === null ? [] : [textPart(text)];
  return { id, type: "message", role: "assistant", status, content };
}

export function openItem(open: OpenItem): EventBody[] {
  const place = { item_id: open.id, output_index: open.index };
  const added = {
    type: "response.output_item.added",
    output_index: open.index,
    item: itemOf(open, "in_progress", null),
  };
  if (open.kind === "reasoning") {
    return [
      added,
      { type: "response.reasoning_summary_part.added", ...place, summary_index: 0, part: summaryPart("") },
    ];
  }
  return [added, { type: "response.content_part.added", ...place, content_index: 0, part: textPart("") }];
}

export function partDelta(open: OpenItem, delta: string): EventBody {
  const place = { item_id: open.id, output_index: open.index };
  return open.kind === "reasoning"
    ? { type: "response.reasoning_summary_text.delta", ...place, summary_index: 0, delta }
    : { type: "response.output_text.delta", ...place, content_index: 0, delta, logprobs: [] };
}

export function closeItem(
  open: OpenItem,
  status: "completed" | "incomplete",
): { item: Item; events: EventBody[] } {
  const text = open.parts.join("");
  const item = itemOf(open, status, text);
  const place = { item_id: open.id, output_index: open.index };
  const done = { type: "response.output_item.done", output_index: open.index, item };
  if (open.kind === "reasoning") {
    const at = { ...place, summary_index: 0 };
    return {
      item,
      events: [
        { type: "response.reasoning_summary_text.done", ...at, text },
        { type: "response.reasoning_summary_part.done", ...at, part: summaryPart(text) },
        done,
      ],
    };
  }
  const at = { ...place, content_index: 0 };
  return {
    item,
    events: [
      { type: "response.output_text.done", ...at, text, logprobs: [] },
      { type: "response.content_part.done", ...at, part: textPart(text) },
      done,
    ],
  };
}

type Call = { name: string; arguments: string };
type CallIds = { id: string; callId: string; index: number };

export function callItem(call: Call, { id, callId, index }: CallIds): { item: Item; events: EventBody[] } {
  const item = {
    id,
    type: "function_call",
    call_id: callId,
    name: call.name,
    arguments: call.arguments,
    status: "completed",
  };
  const place = { item_id: id, output_index: index };
  const added = { ...item, arguments: "", status: "in_progress" };
  const events: EventBody[] = [{ type: "response.output_item.added", output_index: index, item: added }];
  for (let from = 0; from < call.arguments.length; from += ARGUMENTS_DELTA) {
    const delta = call.arguments.slice(from, from + ARGUMENTS_DELTA);
    events.push({ type: "response.function_call_arguments.delta", ...place, delta });
  }
  events.push(
    { type: "response.function_call_arguments.done", ...place, arguments: call.arguments },
    { type: "response.output_item.done", output_index: index, item },
  );
  return { item, events };
}
