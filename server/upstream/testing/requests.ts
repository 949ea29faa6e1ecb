import type { FunctionTool, Item } from "../../../lib/responses/item";
import type { CreateRequest, ResponseSettings } from "../port";

const tools: readonly FunctionTool[] = [
  { type: "function", name: "look", description: "Looks.", parameters: { type: "object", properties: {} } },
];

export const settings: ResponseSettings = {
  model: "m",
  instructions: "Be brief.",
  tools,
  parallelToolCalls: true,
};

export const user = (text: string): Item => ({ role: "user", content: text });

/** A request that starts a chain. */
export function opens(key: string, input: readonly Item[] = [user("hello")]): CreateRequest {
  return { key, settings, chain: null, newItems: input, fullInput: () => input };
}

/** A request that continues `chain`, whose items were `history`. */
export function continues(
  key: string,
  chain: string,
  history: readonly Item[],
  newItems: readonly Item[],
): CreateRequest {
  return { key, settings, chain, newItems, fullInput: () => [...history, ...newItems] };
}
