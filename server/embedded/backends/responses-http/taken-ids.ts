import type { Item } from "../../../../lib/responses/item";

/** Ids that stand in the context already: local servers count from zero in every response. */
export class TakenIds {
  readonly #calls = new Set<string>();
  readonly #items = new Set<string>();

  constructor(input: readonly Item[]) {
    for (const { call_id, id } of input) {
      if (call_id !== undefined) this.#calls.add(call_id);
      if (typeof id === "string") this.#items.add(id);
    }
  }

  /** Takes the id that a call was given; null where it needs another. */
  callId(given: string | undefined): string | null {
    if (given === undefined || given === "" || this.#calls.has(given)) return null;
    this.#calls.add(given);
    return given;
  }

  /** `item` without an id that would stand in the context twice. */
  renamed(item: Item): Item {
    const { id, ...rest } = item;
    if (typeof id !== "string" || id === "" || this.#items.has(id)) return rest;
    this.#items.add(id);
    return item;
  }
}
