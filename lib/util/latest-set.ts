/** Holds the values that were added latest, `most` of them: what a process remembers for its life has a bound. */
export class LatestSet<T> {
  readonly #values = new Set<T>();

  constructor(private readonly most: number) {}

  has(value: T): boolean {
    return this.#values.has(value);
  }

  add(value: T): void {
    this.#values.delete(value);
    this.#values.add(value);
    if (this.#values.size <= this.most) return;
    const [oldest] = this.#values;
    this.#values.delete(oldest as T);
  }
}
