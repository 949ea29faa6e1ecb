import type { BackendChunk } from "../../backend";
import { closing, type Entry } from "./entry";

/**
 * Items one after the other, as the port wants them, from a stream in which they may overlap: what belongs to an
 * item waits until those before it are done.
 */
export class OutputOrder {
  readonly entries: Entry[] = [];
  readonly #held = new Map<Entry, BackendChunk[]>();
  #head = 0;

  add(entry: Entry): void {
    this.entries.push(entry);
  }

  /** The chunks that may go out now. */
  put(entry: Entry, chunks: readonly BackendChunk[]): BackendChunk[] {
    if (chunks.length === 0) return [];
    const passed = this.#passThoughts(entry);
    const head = this.entries[this.#head];
    if (entry === head) return [...passed, ...chunks];
    this.#held.set(entry, [...(this.#held.get(entry) ?? []), ...chunks]);
    return passed;
  }

  /** Ends an item; `last` are the chunks that close it. */
  finish(entry: Entry, last: readonly BackendChunk[]): BackendChunk[] {
    const out = this.put(entry, last);
    entry.state = "done";
    return [...out, ...this.#advance()];
  }

  /** Thoughts end where anything else begins: several servers never say so. */
  #passThoughts(next: Entry): BackendChunk[] {
    const head = this.entries[this.#head];
    if (head === undefined || head === next || head.kind !== "reasoning" || next.kind === "reasoning")
      return [];
    return this.finish(head, closing(head));
  }

  #advance(): BackendChunk[] {
    const out: BackendChunk[] = [];
    while (this.entries[this.#head]?.state === "done") {
      this.#head += 1;
      const next = this.entries[this.#head];
      if (next === undefined) break;
      out.push(...(this.#held.get(next) ?? []));
      this.#held.delete(next);
    }
    return out;
  }
}
