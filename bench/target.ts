import type { Spread } from "./samples";

/** What a figure should be; null where it was not measured. */
export type Target = { name: string; value: Spread | null; sign: "≤" | "≥"; bound: number; digits?: number };

export const atMost = (name: string, value: Spread | null, bound: number): Target => ({
  ...{ name, value, bound },
  sign: "≤",
});
