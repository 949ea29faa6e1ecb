const CHUNK = 256;

/** A set that grows by copying at most 256 entries, however many it holds. Entries are never removed. */
export class ChunkedSet<T> {
  readonly #full: readonly ReadonlySet<T>[];
  readonly #open: ReadonlySet<T>;

  private constructor(full: readonly ReadonlySet<T>[], open: ReadonlySet<T>) {
    this.#full = full;
    this.#open = open;
  }

  static empty<T>(): ChunkedSet<T> {
    return new ChunkedSet<T>([], new Set());
  }

  has(value: T): boolean {
    return this.#open.has(value) || this.#full.some((chunk) => chunk.has(value));
  }

  with(value: T): ChunkedSet<T> {
    if (this.has(value)) return this;
    const open = new Set(this.#open).add(value);
    return open.size < CHUNK
      ? new ChunkedSet(this.#full, open)
      : new ChunkedSet([...this.#full, open], new Set());
  }
}
