import { itemType, textOf, type Item } from "../../../../lib/responses/item";
import { isRecord, parseJson } from "../../../../lib/util/json";
import { named, type Pointed, readPointed } from "./pointing";

export type Outcome = { ok: true; value: unknown } | { ok: false; code: string; message: string };

/** A tool call with its output; `outcome` is `null` while there is none. */
export type Call = { name: string; args: Record<string, unknown>; outcome: Outcome | null };

/** A user message and the tool calls made since, in order. */
export type Exchange = { question: string; calls: Call[] };

/** The context as exchanges, oldest first. Calls before the first user message belong to an empty question. */
export function readConversation(items: readonly Item[]): Exchange[] {
  const outputs = outputsById(items);
  const exchanges: Exchange[] = [];
  let pointed: Pointed = new Map();
  for (const item of items) {
    const type = itemType(item);
    if (type === "message" && item.role === "user") {
      const text = textOf(item.content);
      const note = readPointed(text);
      if (!note) exchanges.push({ question: named(text, pointed), calls: [] });
      pointed = note ?? new Map();
    }
    if (type !== "function_call") continue;
    if (exchanges.length === 0) exchanges.push({ question: "", calls: [] });
    exchanges.at(-1)?.calls.push(callOf(item, outputs));
  }
  return exchanges;
}

function outputsById(items: readonly Item[]): ReadonlyMap<string, Item> {
  const outputs = new Map<string, Item>();
  for (const item of items)
    if (itemType(item) === "function_call_output" && item.call_id !== undefined)
      outputs.set(item.call_id, item);
  return outputs;
}

function callOf(item: Item, outputs: ReadonlyMap<string, Item>): Call {
  const args = parseJson(item.arguments ?? "{}");
  const output = outputs.get(item.call_id ?? "");
  return {
    name: item.name ?? "",
    args: isRecord(args) ? args : {},
    outcome: output ? outcomeOf(textOf(output.output)) : null,
  };
}

/** What a tool output says. Text that is not JSON is kept as a failure, for there is nothing to read from it. */
export function outcomeOf(text: string): Outcome {
  const value = parseJson(text);
  if (value === undefined)
    return { ok: false, code: "unreadable_output", message: text.slice(0, 200) || "the output was empty" };
  if (!isRecord(value) || value.error === undefined || value.error === null) return { ok: true, value };
  const error = isRecord(value.error) ? value.error : { message: value.error };
  const code = typeof error.code === "string" ? error.code : "tool_failed";
  const message = typeof error.message === "string" ? error.message : "the tool gave no reason";
  return { ok: false, code, message };
}
