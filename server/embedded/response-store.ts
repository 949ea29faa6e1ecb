import type { ContextNode } from "./context";
import type { ResponseRecord } from "./record";

type Limits = { maxResponses: number; maxBytes: number };

const OVERHEAD_BYTES = 512;

/**
 * Keeps `store:true` responses of this process, oldest out first. Responses of one chain share their
 * nodes, so a node's bytes are counted once, for as long as any stored response rests on it. Items are all that a
 * record holds of any size.
 */
export class ResponseStore {
  readonly #records = new Map<string, ResponseRecord>();
  readonly #nodes = new Map<ContextNode, { holders: number; bytes: number }>();
  #bytes = 0;

  constructor(private readonly limits: Limits) {}

  get size(): number {
    return this.#records.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): ResponseRecord | null {
    return this.#records.get(id) ?? null;
  }

  put(record: ResponseRecord): void {
    this.#records.set(record.id, record);
    this.#hold(record.node);
    for (const oldest of this.#records.values()) {
      if (this.#records.size <= this.limits.maxResponses && this.#bytes <= this.limits.maxBytes) return;
      this.#records.delete(oldest.id);
      this.#release(oldest.node);
    }
  }

  #hold(leaf: ContextNode): void {
    for (let node: ContextNode | null = leaf; node !== null; node = node.parent) {
      const held = this.#nodes.get(node);
      if (held !== undefined) {
        held.holders += 1;
        return;
      }
      const bytes = Buffer.byteLength(JSON.stringify(node.items)) + OVERHEAD_BYTES;
      this.#nodes.set(node, { holders: 1, bytes });
      this.#bytes += bytes;
    }
  }

  #release(leaf: ContextNode): void {
    for (let node: ContextNode | null = leaf; node !== null; node = node.parent) {
      const held = this.#nodes.get(node);
      if (held === undefined) return;
      held.holders -= 1;
      if (held.holders > 0) return;
      this.#nodes.delete(node);
      this.#bytes -= held.bytes;
    }
  }
}
