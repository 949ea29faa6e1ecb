import type { Item } from "../../lib/responses/item";

/** What a response came to: items as they were done (by their place there), and those that its end told otherwise. */
export type Output = readonly (number | Item)[];

/**
 * How the terminal copy of a response differs from the items that were done one by one; null when it does not,
 * or tells nothing. Calls have been taken up as they were done: a copy with others of them is not believed.
 */
export function outputChange(done: readonly Item[], told: readonly Item[]): Output | null {
  if (told.length === 0 || callNames(done) !== callNames(told)) return null;
  const texts = done.map(textOf);
  const output = told.map((item, at) => {
    const text = textOf(item);
    const known = texts[at] === text ? at : texts.indexOf(text);
    return known === -1 ? item : known;
  });
  const isSame = output.length === done.length && output.every((entry, at) => entry === at);
  return isSame ? null : output;
}

/** The context with the items of a response, which stand in it as they were done, put as its end told them. */
export function withOutput(items: readonly Item[], done: readonly Item[], output: Output): readonly Item[] {
  const own = new Set(done);
  const before = items.findIndex((item) => own.has(item));
  if (before === -1) return items;
  const final = output
    .map((entry) => (typeof entry === "number" ? done[entry] : entry))
    .filter((item) => item !== undefined);
  const rest = items.slice(before).filter((item) => !own.has(item));
  return [...items.slice(0, before), ...final, ...rest];
}

const textOf = (item: Item): string => JSON.stringify(item);

const callNames = (items: readonly Item[]): string =>
  items
    .flatMap(({ type, id, call_id: callId }) => (type === "mcp_approval_request" ? [id] : (callId ?? [])))
    .sort()
    .join("\n");
