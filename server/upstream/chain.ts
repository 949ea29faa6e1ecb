import type { Item } from "../../lib/responses/item";

/** The latest response of a live socket: the only one that the next request may continue. */
export type Held = {
  /** Key of the response; null for a warm-up, which holds no items. */
  key: string | null;
  providerId: string;
  /** The settings as sent; a request with others starts anew. */
  settings: string;
  bytes: ItemBytes;
};

/** UTF-8 bytes of a list of items as sent, each with the comma that follows it. */
export type ItemBytes = number;

/** Items as they stand between the brackets of `input`, without the ids and states the provider gave them. */
export function itemsText(items: readonly Item[]): string {
  return items.map((item) => JSON.stringify(portable(item))).join(",");
}

export const itemBytes = (text: string): ItemBytes => (text === "" ? 0 : Buffer.byteLength(text) + 1);

/** With `store: false` a provider knows none of its own item ids any more, so a replay must not name them. */
function portable(item: Item): Item {
  if (item.type === "item_reference" || (item.id === undefined && item.status === undefined)) return item;
  const copy = { ...item };
  delete copy.id;
  delete copy.status;
  return copy;
}
