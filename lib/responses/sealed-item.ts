import { isRecord } from "../util/json";
import { itemSchema, type Item } from "./item";

const VERBATIM = "longwire_verbatim";

/** Items whose fields this program relies on. They have the known form, or are not read at all. */
const RELIED_ON: ReadonlySet<string> = new Set([
  "message",
  "reasoning",
  "function_call",
  "function_call_output",
  "mcp_approval_request",
]);

/**
 * An item of a provider. One of another type whose fields have other forms than are known here (arguments
 * that are an object, say) is kept whole inside an item that has nothing but its type and id: it must go
 * back as it came. Null for what is no item, and for a broken item of a type that is relied on.
 */
export function readItem(value: unknown): Item | null {
  const item = itemSchema.safeParse(value);
  if (item.success) return item.data;
  if (!isRecord(value) || typeof value.type !== "string" || RELIED_ON.has(value.type)) return null;
  const id = typeof value.id === "string" ? { id: value.id } : {};
  return { type: value.type, ...id, [VERBATIM]: value };
}

const WINDOW = "longwire_window";

/**
 * What a provider has made of a whole context, as one item that stands for all before it. Sent, it is the items
 * that the provider gave, with nothing changed or left out.
 */
export function windowItem(output: readonly Item[]): Item {
  const sealed = output.findLast(({ type }) => type === "compaction");
  return { type: "compaction", encrypted_content: sealed?.encrypted_content, [WINDOW]: output.map(fieldsOf) };
}

/** The items of such a window as they came; null for any other item. */
export function windowOf(item: Item): readonly Readonly<Record<string, unknown>>[] | null {
  const output = item[WINDOW];
  return Array.isArray(output) ? output.filter(isRecord) : null;
}

/** The fields of an item as they came. */
export function fieldsOf(item: Item): Readonly<Record<string, unknown>> {
  const whole = item[VERBATIM];
  return isRecord(whole) ? whole : item;
}
