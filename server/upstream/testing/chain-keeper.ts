import type { Item } from "../../../lib/responses/item";
import { begun, ended, itemFrames, type Call } from "./reply";

/** What the provider holds of a response. */
type Kept = { context: readonly Item[] };

/** The provider's side of a chain: the context that it would give to a model, kept by response id. */
export class ChainKeeper {
  readonly #kept = new Map<string, Kept>();
  /** Context of the response made last, its own output included. */
  last: readonly Item[] = [];

  /**
   * Answers with `output`. What is encrypted and what is done by the provider itself differs in the terminal copy;
   * `backwards` finishes the last item first.
   */
  answer(
    { socket, id, body }: Call,
    output: readonly Item[],
    order: "in order" | "backwards" = "in order",
  ): void {
    const parentId = body.previous_response_id;
    const parent = typeof parentId === "string" ? this.#kept.get(parentId)?.context : [];
    if (parent === undefined) throw new Error(`nothing is kept of ${String(parentId)}`);
    const final = output.map(finalForm);
    this.last = [...parent, ...(body.input as Item[]), ...final];
    this.#kept.set(id, { context: this.last });
    const items = output.map(itemFrames);
    if (order === "backwards") items.reverse();
    const frames = [begun(id), ...items.flat(), ended(id, "completed", { output: final })];
    for (const frame of frames) socket.send(JSON.stringify(frame));
  }
}

function finalForm(item: Item): Item {
  const { encrypted_content: secret, type } = item;
  if (type === "web_search_call") return { ...item, action: { type: "search", query: "as it was made" } };
  return typeof secret === "string" ? { ...item, encrypted_content: `${secret}, anew` } : item;
}
