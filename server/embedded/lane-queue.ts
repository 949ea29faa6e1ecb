/** A lane's name; null is the default lane. */
export type LaneName = string | null;

export type LaneJob<Job> = { lane: LaneName; job: Job };

/** Which job may start: first in first out, one at a time in a lane, `maxInFlight` over all lanes. */
export class LaneQueue<Job> {
  #waiting: LaneJob<Job>[] = [];
  readonly #busy = new Set<LaneName>();

  constructor(private readonly maxInFlight: number) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  get inFlight(): number {
    return this.#busy.size;
  }

  get idle(): boolean {
    return this.waiting === 0 && this.inFlight === 0;
  }

  push(lane: LaneName, job: Job): void {
    this.#waiting.push({ lane, job });
  }

  /** For a job that goes before all that wait. */
  pushFirst(lane: LaneName, job: Job): void {
    this.#waiting.unshift({ lane, job });
  }

  /** Takes the next job that may start and marks its lane busy; null when none may. */
  next(): LaneJob<Job> | null {
    if (this.#busy.size >= this.maxInFlight) return null;
    const at = this.#waiting.findIndex(({ lane }) => !this.#busy.has(lane));
    const found = this.#waiting[at];
    if (found === undefined) return null;
    this.#waiting.splice(at, 1);
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
    return waiting;
  }
}
