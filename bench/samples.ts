/** The middle of some measurements, and how far they reach. */
export type Spread = { median: number; low: number; high: number; rounds: number };

/** `share` in [0, 1]. Not a number when there is nothing to choose from. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low = NaN, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
  rounds: values.length,
});

/** Where a figure stands. */
export type Cell = { row: string; peer: string };

/** What was measured: for each row and peer one value a round, so that rounds can be compared. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(row: string, peer: string, value: number): void {
    const key = `${row}|${peer}`;
    this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
  }

  of(row: string, peer: string): Spread | null {
    const values = this.#values.get(`${row}|${peer}`);
    return values ? spreadOf(values) : null;
  }

  /** How much more `of` is than `by`, within each round. */
  difference(of: Cell, by: Cell): Spread | null {
    return this.#compared(of, by, (value, base) => value - base);
  }

  /** How many times `of` is as much as `by`, within each round. */
  ratio(of: Cell, by: Cell): Spread | null {
    return this.#compared(of, by, (value, base) => value / base);
  }

  #compared(of: Cell, by: Cell, compare: (value: number, base: number) => number): Spread | null {
    const above = this.#values.get(`${of.row}|${of.peer}`);
    const below = this.#values.get(`${by.row}|${by.peer}`);
    if (!above || !below) return null;
    return spreadOf(
      above.flatMap((value, round) => (below[round] === undefined ? [] : [compare(value, below[round])])),
    );
  }
}

export const fixed = (value: number, digits: number): string => value.toFixed(digits);
