import { recordOf, reportedUsage, usageOf } from "./account";
import type { BackendRequest } from "./backend";
import { functionTools } from "./create";
import { ResponseEmitter } from "./emitter";
import { terminalFields, terminalType, type Ending, type StopReason, type ToldEnding } from "./ending";
import { serverFailed, type RequestError } from "./errors";
import type { Prepared } from "./prepare";
import { pump } from "./pump";
import type { ResponseRecord } from "./record";
import { IN_PROGRESS, responseObject, type ResponseIdentity } from "./response-object";
import type { Sink } from "./sink";
import { voiceOf, type Voice } from "./voice";

export type RunResult =
  | { type: "refused"; error: RequestError }
  | { type: "gone" }
  | { type: "failed"; response: object }
  | { type: "ended"; record: ResponseRecord; response: object };

export type RunTools = {
  /** Unix milliseconds. */
  now: () => number;
  newId: (prefix: string) => string;
  onBackendError: (error: unknown) => void;
};

/** One response under way: begun at most once, fed by its backend, ended exactly once. */
export class Run {
  readonly id: string;
  readonly voice: Voice;
  readonly #identity: ResponseIdentity;
  readonly #emitter: ResponseEmitter;
  readonly #abort = new AbortController();
  readonly #stopped: Promise<Ending>;
  #resolveStopped: (ending: Ending) => void = () => undefined;
  #state: "new" | "begun" | "ending" = "new";

  constructor(
    readonly prepared: Prepared,
    private readonly sink: Sink,
    private readonly tools: RunTools,
  ) {
    const { create } = prepared;
    this.id = tools.newId("resp");
    this.#identity = { id: this.id, createdAt: seconds(tools.now()), create };
    this.#emitter = new ResponseEmitter({
      newId: tools.newId,
      parallelToolCalls: create.settings.parallel_tool_calls,
      maxOutputTokens: create.settings.max_output_tokens,
    });
    this.voice = voiceOf(sink, this.#emitter.numbering);
    this.#stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
  }

  /** True from `response.created` on. */
  get begun(): boolean {
    return this.#state !== "new";
  }

  /** True between `response.created` and the beginning of the end. */
  get active(): boolean {
    return this.#state === "begun";
  }

  get callCount(): number {
    return this.#emitter.callCount;
  }

  stop(reason: StopReason): void {
    this.#resolveStopped({ type: reason });
    this.#abort.abort();
  }

  async finish(): Promise<RunResult> {
    try {
      return await this.#finish();
    } catch (error) {
      this.tools.onBackendError(error);
      return this.#break();
    }
  }

  async #finish(): Promise<RunResult> {
    const pumped = this.prepared.create.generate
      ? this.#pump()
      : Promise.resolve<Ending>({ type: "completed" });
    const ending = await Promise.race([this.#stopped, pumped]);
    if (ending.type === "gone") return { type: "gone" };
    if (ending.type !== "refused") return this.#end(ending);
    if (this.#state === "new") return { type: "refused", error: ending.error };
    return this.#end({
      type: "failed",
      code: ending.error.code ?? "server_error",
      message: ending.error.message,
    });
  }

  #begin(): void {
    if (this.#state !== "new") return;
    this.#state = "begun";
    const response = responseObject(this.#identity, IN_PROGRESS);
    this.voice({ type: "response.created", response });
    this.voice({ type: "response.in_progress", response });
  }

  #pump(): Promise<Ending> {
    return pump(() => this.prepared.backend.run(this.#request(), this.#abort.signal), {
      emitter: this.#emitter,
      sink: this.sink,
      signal: this.#abort.signal,
      stopped: this.#stopped,
      begin: () => {
        this.#begin();
      },
      onBackendError: this.tools.onBackendError,
    });
  }

  async #end(ending: ToldEnding): Promise<RunResult> {
    this.#begin();
    this.#state = "ending";
    if (ending.type !== "failed") {
      const events = this.#emitter.close(ending.type === "completed" ? "completed" : "incomplete");
      for (const event of events) this.sink.send(event);
    }
    const { output, tokens, reported } = this.#emitter;
    const record = await recordOf(this.prepared, { id: this.id, output, tokens });
    const usage = reported === null ? usageOf(record, this.prepared, tokens) : reportedUsage(reported);
    const fields = terminalFields(ending, { output, usage, completedAt: seconds(this.tools.now()) });
    const response = responseObject(this.#identity, fields);
    this.voice({ type: terminalType(fields.status), response });
    return ending.type === "failed" ? { type: "failed", response } : { type: "ended", record, response };
  }

  /** Ends a response that this server failed over: with what can be said for certain. */
  #break(): RunResult {
    if (this.#state === "new") return { type: "refused", error: serverFailed() };
    const error = { code: "server_error", message: "The server failed while answering." };
    const completedAt = seconds(this.tools.now());
    const response = responseObject(this.#identity, { ...IN_PROGRESS, status: "failed", completedAt, error });
    this.voice({ type: "response.failed", response });
    return { type: "failed", response };
  }

  #request(): BackendRequest {
    const { settings, sent } = this.prepared.create;
    return {
      model: settings.model,
      instructions: settings.instructions,
      input: this.prepared.context,
      tools: functionTools(settings),
      parallelToolCalls: settings.parallel_tool_calls,
      maxOutputTokens: settings.max_output_tokens,
      responseId: this.id,
      settings: sent,
    };
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
