import type { ItemId } from "../protocol/ids";
import type { Entry, LiveItem } from "./state";

/** Text that was under way when its response ended stays to be read; it never becomes the model's context. */
export function unfinishedText(live: ReadonlyMap<ItemId, LiveItem>): Entry[] {
  return [...live.values()].flatMap(({ kind, itemId, responseId, text }) =>
    kind === "message" && text !== "" ? [{ kind, itemId, responseId, text }] : [],
  );
}
