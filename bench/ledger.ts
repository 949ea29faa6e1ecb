import type { Recovery } from "./child";
import { median } from "./samples";

type Asked = { bytes: number; calls: number; continues: boolean };

/** What the provider was sent, and when. Its times are of one conversation at a time. */
export class Ledger {
  received = 0;
  #answeredAt: number | null = null;
  #wasCut = false;
  #gaps: number[] = [];
  #sizes: number[] = [];
  #after: { resends: number; ms: number; bytes: number } | null = null;

  /** A request came; `calls` are those of its turn so far. */
  asked({ bytes, calls, continues }: Asked): void {
    this.received += bytes;
    const ms = performance.now() - (this.#answeredAt ?? NaN);
    const resends = !continues && calls > 0 ? 1 : 0;
    if (this.#after !== null) this.#after.resends += resends;
    if (this.#wasCut) this.#after = { resends, ms, bytes };
    else if (calls > 0) {
      this.#gaps.push(ms);
      this.#sizes.push(bytes);
    }
    this.#wasCut = false;
  }

  /** A call was sent; `cut`: and its socket closed. */
  called(cut: boolean): void {
    this.#answeredAt = performance.now();
    this.#wasCut = cut;
  }

  /** Since it was last asked; null when no socket was closed. */
  recovery(): Recovery | null {
    const found =
      this.#after === null
        ? null
        : { ...this.#after, usualMs: median(this.#gaps), usualBytes: median(this.#sizes) };
    this.#gaps = [];
    this.#sizes = [];
    this.#after = null;
    return found;
  }
}
