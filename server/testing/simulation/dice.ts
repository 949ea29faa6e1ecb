import { seededRandom } from "../seeded-random";

export type Dice = {
  /** In [0, 1). */
  random(): number;
  /** A whole number below `count`. */
  below(count: number): number;
  chance(part: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
};

export function createDice(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  return {
    random,
    below,
    chance: (part) => random() < part,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
}
