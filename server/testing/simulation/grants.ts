import type { Clock } from "../../../lib/util/clock";
import type { Tab } from "./browser";
import type { Oracle } from "./oracle";

/** A doorbell may be lost: access is looked up again within this time. */
const CUT_WITHIN_MS = 32_000;
/** Where no doorbell is lost and nobody sleeps. */
const CUT_SOON_MS = 2_000;

type End = { at: number; withinMs: number };

/** Whose access has ended, and that nothing reaches him after that. [I10] */
export class Grants {
  readonly #ended = new Map<string, End>();

  constructor(
    private readonly clock: Clock,
    private readonly oracle: Oracle,
  ) {}

  /** `isFair`: nothing stands between the revocation and those who serve. */
  end(sessionId: string, isFair: boolean): void {
    this.#ended.set(sessionId, { at: this.clock.now(), withinMs: isFair ? CUT_SOON_MS : CUT_WITHIN_MS });
  }

  renew(sessionId: string): void {
    this.#ended.delete(sessionId);
  }

  /** What came between says that it takes longer. */
  blur(): void {
    for (const [sessionId, { at }] of this.#ended)
      this.#ended.set(sessionId, { at, withinMs: CUT_WITHIN_MS });
  }

  sent(sessionId: string, { kind }: Tab): void {
    const end = this.#ended.get(sessionId);
    if (!end || kind !== "guest") return;
    const late = this.clock.now() - end.at;
    if (late > end.withinMs) this.oracle.violate(`a reader was served ${late} ms after its link was revoked`);
  }
}
