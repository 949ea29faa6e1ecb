/** A lane's name; null is the default lane. */
export type LaneName = string | null;

export type LaneJob<Job> = { lane: LaneName; job: Job };

type Limits = { maxInFlight: number; maxQueued: number; maxQueuedBytes: number };

/** Which job may start: first in first out, one at a time in a lane, `maxInFlight` over all lanes. */
export class LaneQueue<Job extends { bytes: number }> {
  #waiting: LaneJob<Job>[] = [];
  #bytes = 0;
  readonly #busy = new Set<LaneName>();

  constructor(private readonly limits: Limits) {}

  /** Nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#waiting.length === 0 && this.#busy.size === 0;
  }

  /** Nothing runs and nothing waits in this lane. */
  isFree(lane: LaneName): boolean {
    return !this.#busy.has(lane) && !this.#waiting.some((each) => each.lane === lane);
  }

  /** False when too much waits already. */
  push(lane: LaneName, job: Job): boolean {
    const { maxQueued, maxQueuedBytes } = this.limits;
    if (this.#waiting.length >= maxQueued || this.#bytes + job.bytes > maxQueuedBytes) return false;
    this.#waiting.push({ lane, job });
    this.#bytes += job.bytes;
    return true;
  }

  /** For a job that goes before all that wait, whatever waits. */
  pushFirst(lane: LaneName, job: Job): void {
    this.#waiting.unshift({ lane, job });
    this.#bytes += job.bytes;
  }

  /** Takes the next job that may start and marks its lane busy; null when none may. */
  next(): LaneJob<Job> | null {
    if (this.#busy.size >= this.limits.maxInFlight) return null;
    const at = this.#waiting.findIndex(({ lane }) => !this.#busy.has(lane));
    const found = this.#waiting[at];
    if (found === undefined) return null;
    this.#waiting.splice(at, 1);
    this.#bytes -= found.job.bytes;
    this.#busy.add(found.lane);
    return found;
  }

  finish(lane: LaneName): void {
    this.#busy.delete(lane);
  }

  /** Empties the queue and returns what waited. */
  clear(): LaneJob<Job>[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return waiting;
  }
}
