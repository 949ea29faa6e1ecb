import type { ResponsesError } from "../../lib/responses/error";
import type { Item } from "../../lib/responses/item";
import type { Usage } from "../../lib/responses/response";
import { assertNever } from "../../lib/util/assert-never";
import { isCall } from "./chain";
import { kindOf, nameOf } from "./item-kind";
import type { HostedProgress, ItemKind } from "./port";
import type { ResponseEnding, WireEvent } from "./read-event";

/** What a wire event means for the response under way. */
export type Step =
  | { type: "started"; providerId: string }
  | { type: "item_added"; index: number; kind: ItemKind; name: string | null }
  | { type: "item_delta"; index: number; text: string }
  | { type: "item_progress"; index: number; progress: HostedProgress }
  | { type: "item_done"; index: number; kind: ItemKind; item: Item }
  | {
      type: "done";
      status: "completed" | "incomplete";
      reason: string | null;
      usage: Usage | null;
      output: readonly Item[];
    }
  | { type: "failed"; error: ResponsesError };

/** The response before this one on a socket: what is still told of it belongs to no other. */
export type Previous = { id: string; items: ReadonlySet<string> };

type OpenItem = { id: string | null; kind: ItemKind };
type Ending = Extract<ResponseEnding, { output: unknown }>;

/**
 * Folds wire events into the steps of one response. Events of another response are dropped: one that began
 * under another id, an item that this response did not announce, or what is told late of the response before.
 */
export class Exchange {
  #providerId: string | null = null;
  #hasCutCall = false;
  readonly #open = new Map<number, OpenItem>();
  readonly #done = new Map<number, Item>();

  constructor(private readonly previous: Previous | null) {}

  /** What the next response on the socket has to tell its own from; null before this one has begun. */
  get told(): Previous | null {
    const ids = [...this.#done.values()].flatMap(({ id }) => id ?? []);
    return this.#providerId === null ? null : { id: this.#providerId, items: new Set(ids) };
  }

  /** Whether the response ended in the middle of a call, which the provider may have kept. */
  get hasCutCall(): boolean {
    return this.#hasCutCall;
  }

  get providerId(): string | null {
    return this.#providerId;
  }

  read(event: WireEvent): readonly Step[] {
    switch (event.type) {
      case "begun":
        return this.#begin(event.id);
      case "error":
        return [{ type: "failed", error: event.error }];
      case "ended":
        return this.#end(event.id, event.ending);
      case "added":
        return this.#providerId === null ? [] : this.#add(event);
      case "delta":
        return this.#delta(event);
      case "progress":
        return this.#progress(event);
      case "item_done":
        return this.#providerId === null || this.#isLate(event) ? [] : this.#finish(event.index, event.item);
      default:
        return assertNever(event);
    }
  }

  #begin(id: string): readonly Step[] {
    if (this.#providerId !== null || id === this.previous?.id) return [];
    this.#providerId = id;
    return [{ type: "started", providerId: id }];
  }

  #add(item: { index: number; itemId: string | null; kind: ItemKind; name: string | null }): readonly Step[] {
    if (this.#open.has(item.index) || this.#done.has(item.index)) return [];
    this.#open.set(item.index, { id: item.itemId, kind: item.kind });
    return [{ type: "item_added", index: item.index, kind: item.kind, name: item.name }];
  }

  #delta(event: Extract<WireEvent, { type: "delta" }>): readonly Step[] {
    const index = this.#openIndex(event, event.kind);
    return index === null ? [] : [{ type: "item_delta", index, text: event.text }];
  }

  #progress(event: Extract<WireEvent, { type: "progress" }>): readonly Step[] {
    const index = this.#openIndex(event, "hosted");
    return index === null ? [] : [{ type: "item_progress", index, progress: event.progress }];
  }

  /** Where the item stands that an event speaks of, if it is open and of that kind. */
  #openIndex(named: { index: number | null; itemId: string | null }, kind: ItemKind): number | null {
    const index = named.index ?? this.#indexOf(named.itemId);
    const item = index === null ? undefined : this.#open.get(index);
    if (item?.kind !== kind) return null;
    return item.id !== null && named.itemId !== null && item.id !== named.itemId ? null : index;
  }

  #indexOf(itemId: string | null): number | null {
    for (const [index, item] of this.#open) if (item.id !== null && item.id === itemId) return index;
    return null;
  }

  /** An item of the response before at the place of another. Providers that use ids again name this one's own. */
  #isLate({ index, item }: { index: number; item: Item }): boolean {
    const { id } = item;
    if (typeof id !== "string" || id === this.#open.get(index)?.id) return false;
    return this.previous?.items.has(id) === true;
  }

  #finish(index: number, item: Item): readonly Step[] {
    if (this.#done.has(index)) return [];
    const kind = kindOf(item);
    const added = this.#add({ index, itemId: item.id ?? null, kind, name: nameOf(item) });
    this.#open.delete(index);
    this.#done.set(index, item);
    return [...added, { type: "item_done", index, kind, item }];
  }

  #end(id: string | null, ending: ResponseEnding): readonly Step[] {
    if (id !== null && id !== (this.#providerId ?? id)) return [];
    if (this.#providerId === null && id !== null && id === this.previous?.id) return [];
    if (ending.status === "failed") return [{ type: "failed", error: ending.error }];
    const begun = this.#providerId === null ? this.#begin(id ?? "") : [];
    const { steps, output } = this.#finishAll(ending);
    return [...begun, ...steps, { ...ending, type: "done", output }];
  }

  /**
   * Some providers send items only in the terminal event, others only before it. A call that an early end has cut
   * off is none: nobody could run it.
   */
  #finishAll({ status, output: told }: Ending): { steps: Step[]; output: readonly Item[] } {
    const seen = [...this.#done].sort(([a], [b]) => a - b).map(([, item]) => item);
    if (told === null || told.length === 0) return { steps: [], output: seen };
    const whole = [...told.entries()].filter(
      ([index, item]) => status === "completed" || this.#done.has(index) || !isCall(item),
    );
    this.#hasCutCall = whole.length < told.length;
    const steps = whole.flatMap(([index, item]) => this.#finish(index, item));
    return { steps, output: whole.map(([, item]) => item) };
  }
}
