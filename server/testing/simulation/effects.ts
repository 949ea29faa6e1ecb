import type { Written } from "./log-book";
import type { Oracle } from "./oracle";

/** Counts what tools with effects have done: once for each time that the log says that a call was started. */
export class EffectCount {
  readonly #times = new Map<string, number>();

  constructor(private readonly oracle: Oracle) {}

  happened(callId: string, { claimId }: { claimId: string }): void {
    const key = `${callId} ${claimId}`;
    const times = (this.#times.get(key) ?? 0) + 1;
    this.#times.set(key, times);
    const allowed = [...this.oracle.books.values()].reduce(
      (sum, { rows }) => sum + startsOf(rows, callId, claimId),
      0,
    );
    if (times > allowed)
      this.oracle.violate(`${callId} took effect ${times} times and was started ${allowed} times`);
  }
}

const startsOf = (rows: readonly Written[], callId: string, claimId: string): number =>
  rows.filter(
    ({ event }) => event.type === "tool_call.started" && event.callId === callId && event.claimId === claimId,
  ).length;
