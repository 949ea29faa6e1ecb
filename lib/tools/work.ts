import type { CallId, SessionId } from "../protocol/ids";
import type { ToolCall } from "../session/state";

/** What this page does about one call. */
type Stage =
  | { stage: "claimed"; assignedAt: number }
  /** `assignedAt` is null once the call is started: it is never run for a second assignment. */
  | { stage: "running"; assignedAt: number | null; abort: AbortController }
  | { stage: "recovered"; abort: AbortController };

export const keyOf = (sessionId: SessionId, callId: CallId): string => `${sessionId} ${callId}`;

/**
 * The calls that a page has taken up, by key, until the log settles them. A call that went back to the
 * server and is assigned anew is claimed (or, if it only reads, run) anew.
 */
export class Work {
  readonly #stages = new Map<string, Stage>();

  /** Whether the page does something about the call beyond having claimed it. */
  has(key: string): boolean {
    const known = this.#stages.get(key);
    return known !== undefined && known.stage !== "claimed";
  }

  /**
   * True when this assignment was not claimed before. A call that had been started is assigned once more only when the
   * person has it run again: what was done about it until then is over.
   */
  claim(key: string, assignedAt: number): boolean {
    const known = this.#stages.get(key);
    if (known?.stage === "claimed" && known.assignedAt === assignedAt) return false;
    this.#drop(key);
    this.#stages.set(key, { stage: "claimed", assignedAt });
    return true;
  }

  /** The signal to run under, or null when the call runs or has run already. */
  begin(key: string, call: ToolCall): AbortSignal | null {
    const assignedAt = call.status === "assigned" ? call.assignedAt : null;
    const known = this.#stages.get(key);
    if (known?.stage === "running" && known.assignedAt === assignedAt) return null;
    if (known?.stage === "running") known.abort.abort();
    const abort = new AbortController();
    this.#stages.set(key, { stage: "running", assignedAt, abort });
    return abort.signal;
  }

  /** The signal under which to recover, or null when the call is taken up already. */
  recover(key: string): AbortSignal | null {
    if (this.has(key)) return null;
    const abort = new AbortController();
    this.#stages.set(key, { stage: "recovered", abort });
    return abort.signal;
  }

  /** Aborts and forgets the calls of a session that are not open any more; answers their keys. */
  dropSettled(sessionId: SessionId, open: ReadonlySet<CallId>): string[] {
    const settled = [...this.#stages.keys()].filter((key) => {
      const [owner, callId = ""] = key.split(" ");
      return owner === sessionId && !open.has(callId);
    });
    settled.forEach((key) => this.#drop(key));
    return settled;
  }

  abortAll(): void {
    for (const key of [...this.#stages.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    const known = this.#stages.get(key);
    if (known && known.stage !== "claimed") known.abort.abort();
    this.#stages.delete(key);
  }
}
