import { seededRandom } from "../seeded-random";

/** Choices that are the same for the same seed. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 up to but not `below`. */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    for (let at = 0; at < count; at += 1) bytes[at] = this.below(256);
    return bytes;
  }

  text(most: number): string {
    const length = this.below(most + 1);
    return Array.from({ length }, () => this.pick(LETTERS)).join("");
  }

  /** For what runs beside this. */
  seed(): number {
    return this.below(0x7fff_ffff);
  }
}

const LETTERS = ["a", "7", " ", '"', "\\", "\n", "\u0000", "ä", "漢", "😀", "\ud800", "\u202e", "_"] as const;
