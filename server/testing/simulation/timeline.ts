import type { Clock } from "../../../lib/util/clock";

type Due = { at: number; order: number; run: (() => void) | null };

/** As a real timer's. A shorter wait may be lost in the rounding of the time, and then time stands still. */
const SHORTEST_WAIT_MS = 1;

/**
 * Virtual time. What is due runs one by one in the order of its time, and every promise settles before the next of
 * it: nothing depends on the machine.
 */
export class Timeline implements Clock {
  readonly #heap: Due[] = [];
  #now = 1_000_000;
  #order = 0;

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const wait = ms > 0 ? Math.max(SHORTEST_WAIT_MS, ms) : 0;
    const due: Due = { at: this.#now + wait, order: (this.#order += 1), run };
    this.#push(due);
    return () => void (due.run = null);
  };

  /** Lets `ms` pass; ends sooner once `isOver` holds. */
  async run(ms: number, isOver: () => boolean = () => false): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let due = this.#heap[0]; due && due.at <= until && !isOver(); due = this.#heap[0]) {
      this.#pop();
      if (due.run === null) continue;
      this.#now = due.at;
      due.run();
      await settled();
    }
    if (!isOver()) this.#now = until;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLater(parent, at)) return;
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < heap.length && isSooner(heap[right], heap[left]) ? right : left;
      if (child >= heap.length || !this.#swapIfLater(at, child)) return;
      at = child;
    }
  }

  #swapIfLater(parent: number, child: number): boolean {
    const [up, down] = [this.#heap[parent], this.#heap[child]];
    if (!up || !down || !isSooner(down, up)) return false;
    this.#heap[parent] = down;
    this.#heap[child] = up;
    return true;
  }
}

function isSooner(left: Due | undefined, right: Due | undefined): boolean {
  if (!left || !right) return false;
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

/** Resolves once every promise that can settle has done so. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
