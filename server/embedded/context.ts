import { itemType, type Item } from "../../lib/responses/item";
import { requestError, type RequestError } from "./errors";

/** One response's own items (its new input, then its output) on top of those of its parent. */
export type ContextNode = {
  parent: ContextNode | null;
  items: readonly Item[];
  /** Tokens of the whole chain up to and including this node, settings not counted. */
  tokens: number;
};

/** All items of the chain, oldest first. */
export function contextItems(node: ContextNode | null): Item[] {
  const chain: ContextNode[] = [];
  for (let at = node; at !== null; at = at.parent) chain.push(at);
  return chain.reverse().flatMap(({ items }) => items);
}

const CALL_TYPES = new Set(["function_call", "custom_tool_call"]);
const OUTPUT_TYPES = new Set(["function_call_output", "custom_tool_call_output"]);

/** Whether somebody has to answer the item before the model can go on. */
export const isCall = (item: Item): boolean => CALL_TYPES.has(itemType(item));

/** Calls that the model may not go on without: `async` ones may be answered later. */
export function openCalls(items: readonly Item[]): Item[] {
  const open = new Map<string, Item>();
  for (const item of items) {
    if (item.call_id === undefined) continue;
    if (CALL_TYPES.has(itemType(item))) open.set(item.call_id, item);
    else if (OUTPUT_TYPES.has(itemType(item))) open.delete(item.call_id);
  }
  return [...open.values()].filter((call) => call.async !== true);
}

/** The objection to a context that a model could not be given; null when it is sound. */
export function contextError(items: readonly Item[]): RequestError | null {
  return duplicateId(items) ?? strayOutput(items) ?? unansweredCall(items);
}

function duplicateId(items: readonly Item[]): RequestError | null {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (typeof id !== "string") continue;
    if (seen.has(id)) return requestError(`Duplicate item found with id ${id}.`, { param: "input" });
    seen.add(id);
  }
  return null;
}

function strayOutput(items: readonly Item[]): RequestError | null {
  const calls = new Set<string>();
  for (const item of items) {
    const type = itemType(item);
    const id = item.call_id ?? "";
    if (CALL_TYPES.has(type)) calls.add(id);
    else if (OUTPUT_TYPES.has(type) && !calls.has(id)) {
      return requestError(`No tool call found for function call output with call_id ${id}.`, {
        param: "input",
      });
    }
  }
  return null;
}

function unansweredCall(items: readonly Item[]): RequestError | null {
  const call = openCalls(items)[0];
  if (call === undefined) return null;
  return requestError(`No tool output found for function call ${call.call_id}.`, { param: "input" });
}
