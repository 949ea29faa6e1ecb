import type { Item } from "../../lib/responses/item";

const mostKept = 1000;

/** Who made which encrypted reasoning or summary of a context: nobody else can read it, and some refuse a request that holds it. */
export class Provenance<Maker> {
  readonly #makers = new Map<string, Maker>();

  note(items: readonly Item[], maker: Maker): void {
    for (const item of items) {
      const secret = secretOf(item);
      if (secret !== null) this.#makers.set(secret, maker);
    }
    for (const secret of this.#makers.keys()) {
      if (this.#makers.size <= mostKept) return;
      this.#makers.delete(secret);
    }
  }

  /** Without what somebody else than `maker` is known to have made. */
  readableBy(maker: Maker, items: readonly Item[]): readonly Item[] {
    return items.filter((item) => {
      const secret = secretOf(item);
      return secret === null || (this.#makers.get(secret) ?? maker) === maker;
    });
  }
}

function secretOf({ type, encrypted_content: secret }: Item): string | null {
  return (type === "reasoning" || type === "compaction") && typeof secret === "string" ? secret : null;
}
