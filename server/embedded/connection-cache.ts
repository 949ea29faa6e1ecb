import type { LaneName } from "./lane-queue";
import type { ResponseRecord } from "./record";
import type { Voice } from "./voice";

/** A lane's latest response, and how to say something about it. */
export type Latest = { record: ResponseRecord; voice: Voice };

/** The latest response of each lane of one connection. */
export class ConnectionCache {
  readonly #latest = new Map<LaneName, Latest>();

  /** Finds `id` if it is the latest response of any lane. */
  find(id: string): Latest | null {
    for (const latest of this.#latest.values()) if (latest.record.id === id) return latest;
    return null;
  }

  replace(lane: LaneName, latest: Latest): void {
    this.#latest.set(lane, latest);
  }

  /** A failed continuation loses its parent, in its own lane only. False when it was not the lane's. */
  evict(lane: LaneName, id: string): boolean {
    return this.#latest.get(lane)?.record.id === id && this.#latest.delete(lane);
  }

  forget(lane: LaneName): void {
    this.#latest.delete(lane);
  }

  clear(): void {
    this.#latest.clear();
  }
}
