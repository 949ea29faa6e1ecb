import { isRecord } from "../../../../lib/util/json";
import { itemType, type Item } from "../../../../lib/responses/item";

/** Items whose id the server would look up, and not find: nothing is stored there. */
const NAMELESS = new Set([
  "message",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
  "web_search_call",
]);

/**
 * A context as another server takes it in full. Ids are ours, or of responses that were not stored, and are
 * left out; thoughts go along when they are sealed, or are raw text as open models give it.
 */
export function historyFor(input: readonly Item[]): Item[] {
  return input.flatMap((item) => {
    const type = itemType(item);
    if (type === "reasoning") return thoughtFor(item);
    if (!NAMELESS.has(type)) return [item];
    const { id: _id, ...rest } = item;
    return [type === "message" ? { ...rest, type, content: contentFor(item.content) } : rest];
  });
}

function thoughtFor(item: Item): Item[] {
  const { status: _status, ...rest } = item;
  if (typeof item.encrypted_content === "string") {
    // A sealed thought is bound to the id that its maker gave it, which ours is not.
    const { id: _id, ...sealed } = rest;
    return [sealed];
  }
  return Array.isArray(item.content) && item.content.length > 0 ? [{ summary: [], ...rest }] : [];
}

function contentFor(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  return content.map((part: unknown) => {
    if (!isRecord(part) || part.logprobs === undefined) return part;
    const { logprobs: _logprobs, ...rest } = part;
    return rest;
  });
}
