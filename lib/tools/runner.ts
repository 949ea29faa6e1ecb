import type { Command } from "../protocol/command";
import type { CallId, ClaimId, ExecutorId, SessionId } from "../protocol/ids";
import type { CallToDo } from "../session/calls";
import { callsToRun, openCalls } from "../session/calls";
import type { SessionState, ToolCall } from "../session/state";
import type { Journal } from "./journal";
import type { Registry } from "./registry";
import { runTool } from "./run-tool";

export type RunnerOptions = {
  me: { executorId: ExecutorId; claimId: ClaimId };
  registry: Registry;
  journal: Journal;
  command: (sessionId: SessionId, command: Command) => void;
  now: () => number;
  /** Whether the page that holds a claim still lives in this browser. */
  isClaimAlive: (claimId: ClaimId) => Promise<boolean>;
};

export type Runner = {
  /** Compares a session's state with what this page does, and acts on the difference. */
  update(sessionId: SessionId, state: SessionState): void;
  close(): void;
};

type Activity = { abort: AbortController };

/** Runs the calls that the log assigns to this page. Decides nothing: `callsToRun` does. */
export function createRunner(options: RunnerOptions): Runner {
  const { me, registry, journal, command, now } = options;
  const activities = new Map<string, Activity>();
  const claimed = new Set<string>();
  const recovered = new Set<string>();

  function update(sessionId: SessionId, state: SessionState): void {
    for (const todo of callsToRun(state, me)) act(sessionId, todo);
    for (const call of openCalls(state)) if (isOrphan(call)) void recover(sessionId, call);
    abortSettled(sessionId, new Set(openCalls(state).map((call) => call.callId)));
  }

  function act(sessionId: SessionId, { call, step }: CallToDo): void {
    const key = keyOf(sessionId, call.callId);
    if (step === "run" && !activities.has(key)) void run(sessionId, call);
    if (step === "claim" && !claimed.has(key)) {
      claimed.add(key);
      command(sessionId, { type: "start_tool_call", callId: call.callId, ...me });
    }
  }

  async function run(sessionId: SessionId, call: ToolCall): Promise<void> {
    const key = keyOf(sessionId, call.callId);
    const activity = { abort: new AbortController() };
    activities.set(key, activity);
    const known = await journal.get(key);
    const entry = known ?? (await execute(sessionId, call, activity));
    if (activity.abort.signal.aborted) return;
    const { claimId, outcome, artifact, ranMs } = entry;
    const { executorId } = me;
    command(sessionId, {
      type: "submit_tool_output",
      callId: call.callId,
      executorId,
      claimId,
      outcome,
      artifact,
      ranMs,
    });
  }

  async function execute(sessionId: SessionId, call: ToolCall, { abort }: Activity) {
    const startedAt = now();
    const progress = (text: string) =>
      command(sessionId, { type: "report_progress", callId: call.callId, executorId: me.executorId, text });
    const context = { signal: abort.signal, callId: call.callId, progress };
    const result = await runTool(registry.get(call.name), call, context);
    const claimId = call.effect === "read" ? null : me.claimId;
    const entry = {
      key: keyOf(sessionId, call.callId),
      claimId,
      ranMs: Math.round(now() - startedAt),
      ...result,
    };
    if (call.effect !== "read") await journal.put(entry);
    return entry;
  }

  /** Started by an earlier life of this page. */
  const isOrphan = (call: ToolCall): call is ToolCall & { status: "started" } =>
    call.status === "started" && call.executorId === me.executorId && call.claimId !== me.claimId;

  /** Sends what that life journalled. It is never run again: with nothing kept, the outcome is unknown. */
  async function recover(sessionId: SessionId, call: ToolCall & { status: "started" }): Promise<void> {
    const key = keyOf(sessionId, call.callId);
    if (recovered.has(key) || (await options.isClaimAlive(call.claimId)) || recovered.has(key)) return;
    recovered.add(key);
    const kept = await journal.get(key);
    const { outcome, artifact, ranMs } = kept ?? UNKNOWN;
    const { callId, claimId, executorId } = call;
    command(sessionId, { type: "submit_tool_output", callId, executorId, claimId, outcome, artifact, ranMs });
  }

  /** A call that the log has settled needs neither its tool nor its journal entry any more. */
  function abortSettled(sessionId: SessionId, open: ReadonlySet<CallId>): void {
    for (const [key, activity] of activities) {
      const [owner, callId = ""] = key.split(" ");
      if (owner !== sessionId || open.has(callId)) continue;
      activity.abort.abort();
      activities.delete(key);
      void journal.remove(key);
    }
  }

  return {
    update,
    close: () => {
      for (const { abort } of activities.values()) abort.abort();
      activities.clear();
    },
  };
}

const UNKNOWN = {
  outcome: {
    ok: false as const,
    error: {
      code: "unknown_outcome",
      message: "The page was reloaded while the tool ran. It may or may not have taken effect.",
    },
  },
  artifact: null,
  ranMs: null,
};

const keyOf = (sessionId: SessionId, callId: CallId): string => `${sessionId} ${callId}`;
