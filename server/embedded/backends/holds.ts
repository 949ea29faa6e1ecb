/** Names that scripts wait for. A name once released stays so. */
export class Holds {
  readonly #released = new Set<string>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #watchers = new Map<string, Set<() => void>>();

  release(name: string): void {
    this.#released.add(name);
    call(this.#waiting, name);
  }

  /** Resolves once a script waits for `name`. */
  reached(name: string): Promise<void> {
    if (this.#released.has(name) || this.#waiting.has(name)) return Promise.resolve();
    return new Promise((resolve) => {
      add(this.#watchers, name, resolve);
    });
  }

  /** Resolves when `name` is released or `signal` aborts. */
  wait(name: string, signal: AbortSignal): Promise<void> {
    call(this.#watchers, name);
    if (this.#released.has(name) || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const abort = (): void => {
        this.#waiting.get(name)?.delete(release);
        resolve();
      };
      const release = (): void => {
        signal.removeEventListener("abort", abort);
        resolve();
      };
      add(this.#waiting, name, release);
      signal.addEventListener("abort", abort, { once: true });
    });
  }
}

function add(table: Map<string, Set<() => void>>, name: string, resolve: () => void): void {
  table.set(name, (table.get(name) ?? new Set()).add(resolve));
}

function call(table: Map<string, Set<() => void>>, name: string): void {
  const resolves = table.get(name);
  table.delete(name);
  for (const resolve of resolves ?? []) resolve();
}
