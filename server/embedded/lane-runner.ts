import { ConnectionCache } from "./connection-cache";
import type { Create } from "./create";
import { draining, errorFrame, Refusal, requestError, type RequestError } from "./errors";
import { LaneQueue, type LaneName } from "./lane-queue";
import { laneSink } from "./lane-sink";
import type { Limits } from "./limits";
import { prepare, type Models } from "./prepare";
import type { ResponseStore } from "./response-store";
import { Run, type RunResult, type RunTools } from "./run";
import type { SocketLine } from "./socket-line";
import { steerFailed } from "./steer";
import { Steering } from "./steering";

type Job = { create: Create; bytes: number };

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

/** Runs the creates of one connection in their lanes, and keeps what may be continued. */
export class LaneRunner {
  readonly #options: RunnerOptions;
  readonly #queue: LaneQueue<Job>;
  readonly #cache = new ConnectionCache();
  readonly #steering = new Steering();
  readonly #running = new Map<LaneName, Run>();
  #queuedBytes = 0;
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#queue = new LaneQueue(options.limits.maxInFlight);
  }

  get idle(): boolean {
    return this.#queue.idle;
  }

  submit(lane: LaneName, job: Job): void {
    const { maxQueued, maxQueuedBytes } = this.#options.limits;
    if (this.#queue.waiting >= maxQueued || this.#queuedBytes + job.bytes > maxQueuedBytes) {
      this.refuse(lane, job.create.previousResponseId, queueFull());
      return;
    }
    this.#queuedBytes += job.bytes;
    this.#queue.push(lane, job);
    this.#startNext();
  }

  /** Answers a create that does not run. The response that it was to continue is lost to its own lane. */
  refuse(lane: LaneName, parentId: string | null, error: RequestError): void {
    this.#cache.evict(lane, parentId);
    this.#options.line.sendJson(errorFrame(error, lane));
    if (parentId !== null) this.#returnSteers(lane, parentId);
  }

  /** The run that `response_id`, else `stream_id`, else the default lane names. */
  find({ responseId, lane }: { responseId: string | null; lane: LaneName }): Run | null {
    if (responseId === null) return this.#running.get(lane) ?? null;
    return [...this.#running.values()].find(({ id }) => id === responseId) ?? null;
  }

  steer(raw: Record<string, unknown>): void {
    const targetId = typeof raw.previous_response_id === "string" ? raw.previous_response_id : "";
    const target = this.find({ responseId: targetId, lane: null });
    const id = this.#options.tools.newId("steer");
    const failed = this.#steering.submit({ raw, id, target, ended: this.#cache.find(targetId) !== null });
    if (failed === null) return;
    if (target?.active === true) target.announce(failed);
    else this.#options.line.sendJson({ ...failed, sequence_number: 0 });
  }

  /** Refuses all that waits; what is in flight goes on. */
  refuseWaiting(): void {
    for (const { lane, job } of this.#queue.clear())
      this.refuse(lane, job.create.previousResponseId, draining());
    this.#queuedBytes = 0;
  }

  /** Ends everything without a word. */
  abandon(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#cache.clear();
    for (const run of this.#running.values()) run.stop("gone");
  }

  #startNext(): void {
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) {
      const { lane, job } = next;
      this.#queuedBytes -= job.bytes;
      void this.#perform(lane, job.create)
        .catch(this.#options.onBug)
        .finally(() => {
          this.#running.delete(lane);
          this.#queue.finish(lane);
          if (!this.#closed) this.#startNext();
          this.#options.onFree();
        });
    }
  }

  async #perform(lane: LaneName, create: Create): Promise<void> {
    const { models, store, tools, line } = this.#options;
    const prepared = prepare(create, {
      models,
      cached: (id) => this.#cache.find(id),
      stored: (id) => store.get(id),
      steered: (id) => this.#steering.inputFor(id),
    });
    if (prepared instanceof Refusal) {
      this.refuse(lane, create.previousResponseId, prepared.error);
      return;
    }
    const run = new Run(prepared, laneSink(line, lane), tools);
    this.#running.set(lane, run);
    this.#settle(lane, run, await run.finish());
  }

  #settle(lane: LaneName, run: Run, result: RunResult): void {
    const { create } = run.prepared;
    if (result.type === "gone") return;
    if (result.type === "refused") {
      this.refuse(lane, create.previousResponseId, result.error);
      return;
    }
    if (create.previousResponseId !== null) this.#steering.take(create.previousResponseId);
    if (result.status === "failed") {
      this.#cache.forget(lane);
      this.#returnSteers(lane, run.id);
      return;
    }
    this.#cache.replace(lane, result.record);
    if (create.settings.store) this.#options.store.put(result.record);
    const successor = this.#steering.afterTarget(run, result.record);
    if (successor !== null) this.#queue.pushFirst(lane, { create: successor, bytes: 0 });
  }

  #returnSteers(lane: LaneName, targetId: string): void {
    for (const { id, raw } of this.#steering.take(targetId)) {
      const event = steerFailed(raw, "successor_creation_failed", id);
      const named = lane === null ? {} : { stream_id: lane };
      this.#options.line.sendJson({ ...event, sequence_number: 0, ...named });
    }
  }
}

const queueFull = (): RequestError =>
  requestError("Too many requests wait on this connection.", {
    status: 429,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
  });
