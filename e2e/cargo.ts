export type Cargo = {
  file: string;
  table: string;
  csv: string;
  rows: number;
  /** Sum of `tonnes` for each `harbour`, largest first. */
  totals: readonly (readonly [harbour: string, tonnes: number])[];
};

const HARBOURS = ["Aalborg", "Bergen", "Cadiz", "Dover", "Esbjerg"];
const GOODS = ["timber", "salt", "wool", "copper"];

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Shipping records that no sample of the product knows, with the sums that a test expects of them. */
export function cargo(seed: number, rows = 400): Cargo {
  const random = seeded(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const sums = new Map<string, number>();
  const lines = Array.from({ length: rows }, (_none, index) => {
    const harbour = pick(HARBOURS);
    const tonnes = 1 + Math.floor(random() * 900);
    const day = new Date(Date.UTC(2023, 0, 1 + Math.floor(random() * 365))).toISOString().slice(0, 10);
    sums.set(harbour, (sums.get(harbour) ?? 0) + tonnes);
    return [`V${index}`, harbour, pick(GOODS), day, tonnes].join(",");
  });
  return {
    file: "voyages.csv",
    table: "voyages",
    csv: ["voyage,harbour,goods,landed_on,tonnes", ...lines].join("\n"),
    rows,
    totals: [...sums].sort(([, a], [, b]) => b - a),
  };
}

/** A figure as the page writes it: 12,345. */
export const figure = (value: number): string => value.toLocaleString("en-US");
