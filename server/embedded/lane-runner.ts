import { Continuations } from "./continuations";
import type { Create } from "./create";
import { draining, errorFrame, queueFull, Refusal, serverFailed, type RequestError } from "./errors";
import { LaneQueue, type LaneName } from "./lane-queue";
import { laneSink } from "./lane-sink";
import type { Limits } from "./limits";
import { prepare, type Models } from "./prepare";
import type { ResponseStore } from "./response-store";
import { Run, type RunResult, type RunTools } from "./run";
import type { SocketLine } from "./socket-line";

/** What a lane does in its turn: a create, or the answer to one that cannot run. `bytes` is what it holds. */
export type Job =
  | { type: "create"; create: Create; bytes: number }
  | { type: "refusal"; parentId: string | null; error: RequestError; bytes: number };

export type RunnerOptions = {
  models: Models;
  store: ResponseStore;
  tools: RunTools;
  limits: Limits;
  line: SocketLine;
  /** Called each time a lane has become free. */
  onFree: () => void;
  /** Called for a failure that is a bug of this server. */
  onBug: (error: unknown) => void;
};

/** Runs the creates of one connection in their lanes. */
export class LaneRunner {
  readonly #options: RunnerOptions;
  readonly #queue: LaneQueue<Job>;
  readonly #continuations: Continuations;
  readonly #running = new Map<LaneName, Run>();
  #closed = false;

  constructor(options: RunnerOptions) {
    const { store, limits } = options;
    this.#options = options;
    this.#queue = new LaneQueue(limits);
    this.#continuations = new Continuations({
      ...{ store, maxSteerBytes: limits.maxQueuedBytes },
      isRunning: (id) => this.find({ responseId: id, lane: null }) !== null,
    });
  }

  get idle(): boolean {
    return this.#queue.idle;
  }

  /** A refusal waits its turn as well: a lane answers in the order in which it was asked. */
  submit(lane: LaneName, job: Job): void {
    if (job.type === "refusal" && this.#queue.isFree(lane)) this.#refuse(lane, job, job.error);
    else if (this.#queue.push(lane, job)) this.#startNext();
    else this.#refuse(lane, job, job.type === "refusal" ? job.error : queueFull());
  }

  /** The run that `response_id`, else `stream_id`, else the default lane names. */
  find({ responseId, lane }: { responseId: string | null; lane: LaneName }): Run | null {
    if (responseId === null) return this.#running.get(lane) ?? null;
    return [...this.#running.values()].find(({ id }) => id === responseId) ?? null;
  }

  steer(raw: Record<string, unknown>, bytes: number): void {
    const { previous_response_id: targetId } = raw;
    const run = typeof targetId === "string" ? this.find({ responseId: targetId, lane: null }) : null;
    const id = this.#options.tools.newId("steer");
    const refused = this.#continuations.steer({ raw, bytes, id, run });
    if (refused === null) return;
    if (refused.voice !== null) refused.voice(refused.failed);
    else this.#options.line.sendJson({ ...refused.failed, sequence_number: 0 });
  }

  /** Refuses all that waits; what is in flight goes on. */
  refuseWaiting(): void {
    for (const { lane, job } of this.#queue.clear())
      this.#refuse(lane, job, job.type === "refusal" ? job.error : draining());
  }

  /** Ends everything without a word. */
  abandon(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#continuations.clear();
    for (const run of this.#running.values()) run.stop("gone");
  }

  #startNext(): void {
    if (this.#closed || !this.#options.line.open) return;
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) {
      const { lane, job } = next;
      void this.#perform(lane, job)
        .catch((error: unknown) => {
          this.#options.onBug(error);
          this.#refuse(lane, job, serverFailed());
        })
        .finally(() => {
          this.#running.delete(lane);
          this.#queue.finish(lane);
          this.#startNext();
          this.#options.onFree();
        });
    }
  }

  async #perform(lane: LaneName, job: Job): Promise<void> {
    const { models, tools, line } = this.#options;
    const create = job.type === "create" ? job.create : new Refusal(job.error);
    const prepared =
      create instanceof Refusal ? create : prepare(create, { models, ...this.#continuations.sources });
    if (prepared instanceof Refusal) {
      this.#refuse(lane, job, prepared.error);
      return;
    }
    const carried = this.#continuations.take(parentOf(job));
    const run = new Run(prepared, laneSink(line, lane), tools);
    this.#running.set(lane, run);
    const result = await run.finish();
    if (result.type === "refused") this.#continuations.putBack(parentOf(job), carried);
    this.#settle({ lane, job, run }, result);
  }

  #settle({ lane, job, run }: { lane: LaneName; job: Job; run: Run }, result: RunResult): void {
    switch (result.type) {
      case "gone":
        return;
      case "refused":
        this.#refuse(lane, job, result.error);
        return;
      case "failed":
        this.#continuations.failed(lane, run);
        return;
      case "ended": {
        const successor = this.#continuations.ended(lane, run, result.record);
        if (successor !== null) this.#queue.pushFirst(lane, { type: "create", create: successor, bytes: 0 });
      }
    }
  }

  #refuse(lane: LaneName, job: Job, error: RequestError): void {
    this.#continuations.refused(lane, parentOf(job), () => {
      this.#options.line.sendJson(errorFrame(error, lane));
    });
  }
}

const parentOf = (job: Job): string | null =>
  job.type === "create" ? job.create.previousResponseId : job.parentId;
