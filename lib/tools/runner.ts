import type { Command } from "../protocol/command";
import type { CallId, ClaimId, ExecutorId, SessionId } from "../protocol/ids";
import type { CallToDo } from "../session/calls";
import { callsToRun, openCalls } from "../session/calls";
import type { SessionState, ToolCall } from "../session/state";
import type { Clock } from "../util/clock";
import { Asks } from "./asks";
import type { Journal, JournalEntry } from "./journal";
import type { Registry } from "./registry";
import { runTool } from "./run-tool";
import { keyOf, Work } from "./work";

export type RunnerOptions = {
  me: { executorId: ExecutorId; claimId: ClaimId };
  registry: Registry;
  journal: Journal;
  command: (sessionId: SessionId, command: Command) => void;
  /** Milliseconds that never go back: how long a tool ran. */
  stopwatch: () => number;
  after: Clock["after"];
  /** Whether the page that holds a claim still lives in this browser. */
  isClaimAlive: (claimId: ClaimId) => Promise<boolean>;
};

export type Runner = {
  /** Compares a session's state with what this page does, and acts on the difference. */
  update(sessionId: SessionId, state: SessionState): void;
  close(): void;
};

type StartedCall = ToolCall & { status: "started" | "awaiting_outcome" };
type Kept = Pick<JournalEntry, "outcome" | "artifact" | "ranMs">;

/** Runs the calls that the log assigns to this page. Decides nothing: `callsToRun` does. */
export function createRunner(options: RunnerOptions): Runner {
  const bench = new Bench(options);
  return {
    update: (sessionId, state) => bench.update(sessionId, state),
    close: () => bench.close(),
  };
}

class Bench {
  readonly #options: RunnerOptions;
  readonly #work = new Work();
  readonly #asks: Asks;
  #phase: "open" | "closed" = "open";

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { executorId } = options.me;
    this.#asks = new Asks((sessionId, ask) => options.command(sessionId, { ...ask, executorId }));
  }

  update(sessionId: SessionId, state: SessionState): void {
    if (this.#phase === "closed") return;
    this.#asks.update(sessionId, state);
    const open = openCalls(state).filter((call) => !this.#isElsewhere(call));
    for (const todo of callsToRun(state, this.#options.me)) this.#act(sessionId, todo);
    for (const call of open) if (this.#isOrphan(call)) void this.#recover(sessionId, call);
    this.#dropSettled(sessionId, new Set(open.map((call) => call.callId)));
  }

  close(): void {
    this.#phase = "closed";
    this.#work.abortAll();
  }

  #act(sessionId: SessionId, { call, step }: CallToDo): void {
    const key = keyOf(sessionId, call.callId);
    if (step === "claim") return this.#claim(sessionId, call);
    const signal = this.#work.begin(key, call);
    if (signal) void this.#run(sessionId, call, signal);
  }

  #claim(sessionId: SessionId, { callId, ...call }: ToolCall): void {
    const isNew = call.status === "assigned" && this.#work.claim(keyOf(sessionId, callId), call.assignedAt);
    if (isNew) this.#options.command(sessionId, { type: "start_tool_call", callId, ...this.#options.me });
  }

  async #run(sessionId: SessionId, call: ToolCall, signal: AbortSignal): Promise<void> {
    const known = await this.#options.journal.get(keyOf(sessionId, call.callId));
    if (signal.aborted) return;
    const entry = known ?? (await this.#execute(sessionId, call, signal));
    if (signal.aborted) return;
    this.#submit(sessionId, call.callId, entry.claimId, entry);
  }

  async #execute(sessionId: SessionId, call: ToolCall, signal: AbortSignal): Promise<JournalEntry> {
    const { registry, journal, me, stopwatch, after } = this.#options;
    const startedAt = stopwatch();
    const progress = (text: string): void => this.#report(sessionId, call.callId, text, signal);
    const claimId = call.effect === "read" ? null : me.claimId;
    const { callId } = call;
    const ask = this.#asks.for({ sessionId, callId, claimId, signal });
    const context = { signal, after, stopwatch, callId, progress, ask };
    const result = await runTool(registry.get(call.name), call, context);
    const ranMs = Math.round(stopwatch() - startedAt);
    const entry = { key: keyOf(sessionId, call.callId), claimId, ranMs, ...result };
    // A call cut off half-way is not journalled as cancelled: after a reload its outcome is unknown.
    if (call.effect !== "read" && !signal.aborted) await journal.put(entry);
    return entry;
  }

  #report(sessionId: SessionId, callId: CallId, text: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    const { executorId } = this.#options.me;
    const line = text.slice(0, PROGRESS_CHARS);
    this.#options.command(sessionId, { type: "report_progress", callId, executorId, text: line });
  }

  /** The call has moved to another page: what this one had begun of it is dropped. */
  #isElsewhere(call: ToolCall): boolean {
    return "executorId" in call && call.executorId !== this.#options.me.executorId;
  }

  /** Started by an earlier life of this page. */
  #isOrphan(call: ToolCall): call is StartedCall {
    if (call.status !== "started" && call.status !== "awaiting_outcome") return false;
    return call.claimId !== this.#options.me.claimId;
  }

  /** Sends what that life journalled. It is never run again: with nothing kept, the outcome is unknown. */
  async #recover(sessionId: SessionId, { callId, claimId, status }: StartedCall): Promise<void> {
    const { isClaimAlive, journal } = this.#options;
    const key = keyOf(sessionId, callId);
    if (this.#work.has(key) || (await isClaimAlive(claimId))) return;
    const signal = this.#work.recover(key);
    if (!signal) return;
    const kept = await journal.get(key);
    // Once the person is asked, only a real outcome is news.
    const isNews = kept !== undefined || status === "started";
    if (isNews && !signal.aborted) this.#submit(sessionId, callId, claimId, kept ?? UNKNOWN);
  }

  #submit(sessionId: SessionId, callId: CallId, claimId: ClaimId | null, kept: Kept): void {
    const { outcome, artifact, ranMs } = kept;
    const { executorId } = this.#options.me;
    this.#options.command(sessionId, {
      type: "submit_tool_output",
      callId,
      executorId,
      claimId,
      outcome,
      artifact,
      ranMs,
    });
  }

  /** A call that the log has settled needs neither its tool nor its journal entry any more. */
  #dropSettled(sessionId: SessionId, open: ReadonlySet<CallId>): void {
    for (const key of this.#work.dropSettled(sessionId, open)) void this.#options.journal.remove(key);
  }
}

/** What the server takes of a progress line. */
const PROGRESS_CHARS = 300;

const UNKNOWN: Kept = {
  outcome: {
    ok: false,
    error: {
      code: "unknown_outcome",
      message: "The page was reloaded while the tool ran. It may or may not have taken effect.",
    },
  },
  artifact: null,
  ranMs: null,
};
