import { itemType, type Item } from "../../lib/responses/item";
import type { HostedProgress, ItemKind } from "./port";

const kinds: Readonly<Record<string, ItemKind>> = {
  message: "message",
  reasoning: "reasoning",
  function_call: "tool_call",
  mcp_approval_request: "tool_call",
  web_search_call: "hosted",
  file_search_call: "hosted",
  code_interpreter_call: "hosted",
  image_generation_call: "hosted",
  mcp_list_tools: "hosted",
  mcp_call: "hosted",
  compaction: "hosted",
};

/** What an item is to the page; types that it cannot draw are `other`. */
export function kindOf(item: Item): ItemKind {
  const type = itemType(item);
  return (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? "other";
}

/** A hosted item is known by its type from the start: what it is called may only come at its end. */
export const nameOf = (item: Item): string | null =>
  kindOf(item) === "hosted" ? itemType(item) : (item.name ?? null);

const progresses: Readonly<Record<string, HostedProgress>> = {
  "response.web_search_call.searching": "searching",
  "response.file_search_call.searching": "searching",
  "response.code_interpreter_call.interpreting": "interpreting",
  "response.image_generation_call.generating": "generating",
  // Previews are as large as the picture itself, and the picture follows.
  "response.image_generation_call.partial_image": "generating",
  "response.compaction.compacting": "compacting",
};

export const progressOf = (type: string): HostedProgress | null =>
  (Object.hasOwn(progresses, type) ? progresses[type] : undefined) ?? null;
