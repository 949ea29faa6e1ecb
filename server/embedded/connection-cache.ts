import type { LaneName } from "./lane-queue";
import type { ResponseRecord } from "./record";

/** The latest response of each lane of one connection. */
export class ConnectionCache {
  readonly #latest = new Map<LaneName, ResponseRecord>();

  /** Finds `id` if it is the latest response of any lane. */
  find(id: string): ResponseRecord | null {
    for (const record of this.#latest.values()) if (record.id === id) return record;
    return null;
  }

  replace(lane: LaneName, record: ResponseRecord): void {
    this.#latest.set(lane, record);
  }

  /** A failed continuation loses its parent, in its own lane only. */
  evict(lane: LaneName, id: string | null): void {
    if (id !== null && this.#latest.get(lane)?.id === id) this.#latest.delete(lane);
  }

  forget(lane: LaneName): void {
    this.#latest.delete(lane);
  }

  clear(): void {
    this.#latest.clear();
  }
}
