import { itemType, type Item } from "../../lib/responses/item";
import { fieldsOf, windowOf } from "../../lib/responses/sealed-item";
import { kindOf } from "./item-kind";

/** The latest response of a live socket: the only one that the next request may continue. */
export type Held = {
  /** Key of the response; null for a warm-up, which holds no items. */
  key: string | null;
  providerId: string;
  /** The settings as sent; a request with others starts anew. */
  settings: string;
  bytes: ItemBytes;
  /** Whether calls of the response are to be answered in the next request. */
  openCalls: boolean;
};

const callTypes: ReadonlySet<string> = new Set([
  "function_call",
  "custom_tool_call",
  "computer_call",
  "local_shell_call",
  "apply_patch_call",
  "mcp_approval_request",
]);

/** Whether something has to answer the item before the model can go on. */
export const isCall = (item: Item): boolean => callTypes.has(itemType(item));

export const hasOpenCalls = (output: readonly Item[]): boolean =>
  output.some((item) => isCall(item) && item.async !== true);

/** UTF-8 bytes of a list of items as sent, each with the comma that follows it. */
export type ItemBytes = number;

/** Items as they stand between the brackets of `input`, without the ids and states the provider gave them. */
export function itemsText(items: readonly Item[]): string {
  return items
    .flatMap((item) => windowOf(item) ?? [portable(item)])
    .map((fields) => JSON.stringify(fields))
    .join(",");
}

export const itemBytes = (text: string): ItemBytes => (text === "" ? 0 : Buffer.byteLength(text) + 1);

/** Fields that only their maker's store gives a meaning, by type. An item of any other type goes back as it came. */
const stored: Readonly<Record<string, readonly string[]>> = {
  message: ["id", "status"],
  reasoning: ["id", "status"],
  function_call: ["id", "status"],
  function_call_output: ["id", "status"],
};

/**
 * With `store: false` a provider knows none of its own item ids any more, so a replay must not name them. A
 * request for approval keeps its id: the answer to it names it.
 */
export function portable(item: Item): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(item);
  const names = storedFields(item);
  if (names.every((name) => fields[name] === undefined)) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function storedFields(item: Item): readonly string[] {
  const type = itemType(item);
  if (Object.hasOwn(stored, type)) return stored[type] ?? [];
  return kindOf(item) === "hosted" ? ["id"] : [];
}
