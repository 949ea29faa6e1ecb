import { itemType, type Item } from "../../lib/responses/item";

/**
 * What a provider needs of a context that it has shortened itself: the newest of its summaries and all that
 * follows. A summary that would part a call from its output is passed over for the one before it.
 */
export function sinceCompaction(items: readonly Item[]): readonly Item[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const item = items[at];
    if (item && itemType(item) === "compaction" && !partsPair(items, at)) return items.slice(at);
  }
  return items;
}

/** The same context without what only its maker can read. What a summary of the provider's stood for counts again. */
export const withoutSealed = (items: readonly Item[]): readonly Item[] =>
  items.filter((item) => itemType(item) !== "reasoning" && itemType(item) !== "compaction");

/** Whether an output after the place answers a call before it. */
function partsPair(items: readonly Item[], at: number): boolean {
  const before = new Set(items.slice(0, at).flatMap((item) => (isOutput(item) ? [] : pairIds(item))));
  return items.slice(at).some((item) => isOutput(item) && pairIds(item).some((id) => before.has(id)));
}

const isOutput = (item: Item): boolean => /_(output|response)$/.test(itemType(item));

/** What a call and its answer have in common. */
function pairIds({ type, id, call_id: callId, approval_request_id: request }: Item): string[] {
  const own = type === "mcp_approval_request" ? id : callId;
  return [own, request].filter((value) => typeof value === "string");
}
