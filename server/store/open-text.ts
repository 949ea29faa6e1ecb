/** Where one delta stands in the `delta` table. */
export type Place = { seq: number; place: number };

/** The deltas of one open item, by rising `seq`. */
type Places = { seqs: number[]; places: number[] };

/**
 * The deltas that no `item.done` has made superfluous yet, by session and item. Kept in memory, for an
 * index in the file would touch one more page for every session that speaks.
 */
export class OpenText {
  readonly #sessions = new Map<number, Map<string, Places>>();

  add(session: number, item: string, { seq, place }: Place): void {
    const items = this.#sessions.get(session) ?? new Map<string, Places>();
    this.#sessions.set(session, items);
    const known = items.get(item) ?? { seqs: [], places: [] };
    items.set(item, known);
    known.seqs.push(seq);
    known.places.push(place);
  }

  finish(session: number, item: string): void {
    const items = this.#sessions.get(session);
    items?.delete(item);
    if (items?.size === 0) this.#sessions.delete(session);
  }

  finishAll(session: number): void {
    this.#sessions.delete(session);
  }

  clear(): void {
    this.#sessions.clear();
  }

  /** At most `count` deltas with `seq > after`, oldest first. */
  after(session: number, after: number, count: number): Place[] {
    const found: Place[] = [];
    for (const { seqs, places } of this.#sessions.get(session)?.values() ?? []) {
      const from = firstAbove(seqs, after);
      for (let at = from; at < Math.min(from + count, seqs.length); at += 1)
        found.push({ seq: seqs[at] ?? 0, place: places[at] ?? 0 });
    }
    return found.sort((a, b) => a.seq - b.seq).slice(0, count);
  }

  head(session: number): number {
    const items = this.#sessions.get(session)?.values() ?? [];
    return [...items].reduce((head, { seqs }) => Math.max(head, seqs.at(-1) ?? 0), 0);
  }

  /** The oldest place that is still needed; null when none is. */
  firstPlace(): number | null {
    let first: number | null = null;
    for (const items of this.#sessions.values())
      for (const { places } of items.values()) first = Math.min(first ?? Infinity, places[0] ?? Infinity);
    return first;
  }
}

function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
