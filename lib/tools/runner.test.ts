import { beforeAll, expect, test } from "vitest";
import type { Command } from "../protocol/command";
import type { Effect } from "../protocol/tool";
import type { CallStatus, SessionState, ToolCall } from "../session/state";
import { emptySession } from "../session/state";
import { systemClock } from "../util/clock";
import type { ToolContext } from "./define-tool";
import { defineTool } from "./define-tool";
import type { Journal, JournalEntry } from "./journal";
import { createRegistry } from "./registry";
import { createRunner } from "./runner";
import { loadWireSchemas } from "./wire-schemas";

const sessionId = "session-0123456789";
const EXECUTOR = "executor-0123456789";
const MINE = "claim-mine-01234567";
const OTHER = "claim-other-0123456";
const KEY = `${sessionId} c1`;

const kept: JournalEntry = {
  key: KEY,
  claimId: OTHER,
  outcome: { ok: true, output: "kept" },
  artifact: null,
  ranMs: 3,
};

const assigned = (assignedAt = 1, executorId = EXECUTOR): CallStatus => ({
  status: "assigned",
  executorId,
  deadline: 9,
  assignedAt,
});
const started = (claimId: string): CallStatus => ({
  status: "started",
  executorId: EXECUTOR,
  claimId,
  deadline: 9,
  startedAt: 2,
});

const unknown = (claimId: string): CallStatus => ({
  status: "awaiting_outcome",
  executorId: EXECUTOR,
  claimId,
  startedAt: 2,
});

function running(effect: Effect, status: CallStatus): SessionState {
  const call: ToolCall = {
    callId: "c1",
    itemId: "i1",
    responseId: "r1",
    name: effect,
    arguments: "{}",
    effect,
    server: null,
    requestedAt: 1,
    progress: null,
    proposed: null,
    questions: [],
    ...status,
  };
  const turn = {
    status: "running" as const,
    turnId: "t1",
    parentTurnId: null,
    startedAt: 1,
    model: "echo",
    text: "go",
    executorId: EXECUTOR,
    entries: [],
    calls: new Map([["c1", call]]),
    responses: [],
    steers: [],
    attachments: [],
    workspace: null,
    response: { phase: "done" as const, responseId: "r1" },
  };
  return { ...emptySession(sessionId), seq: 5, turn };
}

function memoryJournal(entries: readonly JournalEntry[]): Journal & { entries: Map<string, JournalEntry> } {
  const map = new Map(entries.map((entry) => [entry.key, entry]));
  return {
    entries: map,
    get: (key) => Promise.resolve(map.get(key)),
    put: (entry) => Promise.resolve(void map.set(entry.key, entry)),
    remove: (key) => Promise.resolve(void map.delete(key)),
  };
}

type Run = { signal: AbortSignal; progress: (text: string) => void; end: () => void };

function setUp({ journalled = [] as JournalEntry[], alive = false } = {}) {
  const runs: Run[] = [];
  const commands: Command[] = [];
  const journal = memoryJournal(journalled);
  const run = (_args: unknown, { signal, progress }: ToolContext) =>
    new Promise<{ output: string }>((resolve) => {
      runs.push({ signal, progress, end: () => resolve({ output: "done" }) });
    });
  const tool = (effect: Effect) =>
    defineTool<Record<string, never>>({
      name: effect,
      title: effect,
      description: effect,
      effect,
      parameters: { type: "object", properties: {}, additionalProperties: false },
      run,
    });
  const runner = createRunner({
    me: { executorId: EXECUTOR, claimId: MINE },
    registry: createRegistry([tool("read"), tool("write")]),
    journal,
    command: (_session, command) => commands.push(command),
    stopwatch: () => 0,
    after: systemClock.after,
    isClaimAlive: () => Promise.resolve(alive),
  });
  const update = async (...states: SessionState[]): Promise<void> => {
    for (const state of states) runner.update(sessionId, state);
    await settle();
  };
  return { runner, runs, commands, journal, update };
}

// What the first call loads is there, so that ticks alone decide what has happened.
beforeAll(async () => {
  await import("./validate");
  await loadWireSchemas();
});

/** Lets everything run on that waits for nothing outside this process. */
const settle = async (): Promise<void> => {
  for (let tick = 0; tick < 10; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};

test("[RUN-1] a read call runs once, however often its state is seen, and answers without a claim", async () => {
  const { runs, commands, update, journal } = setUp();
  const state = running("read", assigned());
  await update(state, state);
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await update(state);
  expect(runs).toHaveLength(1);
  expect(commands).toMatchObject([
    { type: "submit_tool_output", claimId: null, outcome: { ok: true, output: "done" } },
  ]);
  expect(journal.entries.size).toBe(0);
});

test("[RUN-2] a call with effects is claimed first, once, and runs only when its claim is in the log", async () => {
  const { runs, commands, update, journal } = setUp();
  await update(running("write", assigned()), running("write", assigned()));
  expect(runs).toHaveLength(0);
  expect(commands).toEqual([{ type: "start_tool_call", callId: "c1", executorId: EXECUTOR, claimId: MINE }]);
  await update(running("write", started(MINE)), running("write", started(MINE)));
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await settle();
  expect(journal.entries.get(KEY)).toMatchObject({ claimId: MINE, outcome: { ok: true } });
  expect(commands.at(-1)).toMatchObject({ type: "submit_tool_output", claimId: MINE });
});

test("[RUN-3] [C28] a duplicated tab with the same executor and another claim neither runs nor answers", async () => {
  const { runs, commands, update } = setUp({ alive: true });
  await update(running("write", started(OTHER)));
  expect(runs).toHaveLength(0);
  expect(commands).toEqual([]);
});

test("[RUN-4] a call of another page is left alone", async () => {
  const { runs, commands, update } = setUp();
  await update(running("read", assigned(1, "executor-of-another")));
  expect(runs).toHaveLength(0);
  expect(commands).toEqual([]);
});

test("[RUN-5][F10] after a reload the journalled outcome is sent again, once, and nothing runs", async () => {
  const { runs, commands, update } = setUp({ journalled: [kept] });
  const state = running("write", started(OTHER));
  await update(state, state);
  await update(state);
  expect(runs).toHaveLength(0);
  expect(commands).toMatchObject([
    { type: "submit_tool_output", claimId: OTHER, outcome: kept.outcome, ranMs: 3 },
  ]);
});

test("[RUN-6] nothing journalled by a page that is gone is an unknown outcome", async () => {
  const { runs, commands, update } = setUp();
  await update(running("write", started(OTHER)));
  expect(runs).toHaveLength(0);
  expect(commands).toMatchObject([
    { claimId: OTHER, outcome: { ok: false, error: { code: "unknown_outcome" } } },
  ]);
});

test("[RUN-7] a settled call aborts its signal, answers nothing more and leaves the journal empty", async () => {
  const { runs, commands, update, journal } = setUp();
  await update(running("write", assigned()), running("write", started(MINE)));
  const [run] = runs;
  const before = commands.length;
  await update(emptySession(sessionId));
  expect(run?.signal.aborted).toBe(true);
  run?.progress("still here");
  run?.end();
  await settle();
  expect(commands).toHaveLength(before);
  expect(journal.entries.size).toBe(0);
});

test("[RUN-8] the journal forgets a recovered call once it is settled", async () => {
  const { update, journal } = setUp({ journalled: [kept] });
  await update(running("write", started(OTHER)));
  expect(journal.entries.size).toBe(1);
  await update(emptySession(sessionId));
  expect(journal.entries.size).toBe(0);
});

test("[RUN-9] a call that is assigned anew is claimed anew", async () => {
  const { commands, update } = setUp();
  await update(running("write", assigned(1)), running("write", { status: "requested" }));
  await update(running("write", assigned(7)));
  expect(commands.map((command) => command.type)).toEqual(["start_tool_call", "start_tool_call"]);
});

test("[RUN-9] a call that an earlier life of the page had begun is run when the person has said so", async () => {
  const { commands, runs, update } = setUp();
  await update(running("write", started(OTHER)));
  expect(commands.map((command) => command.type)).toEqual(["submit_tool_output"]);
  await update(running("write", unknown(OTHER)));
  await update(running("write", assigned(7)), running("write", assigned(7)));
  expect(commands.slice(1)).toMatchObject([{ type: "start_tool_call", claimId: MINE }]);
  await update(running("write", started(MINE)), running("write", started(MINE)));
  expect(runs).toHaveLength(1);
});

test("[RUN-9] a call that this page has begun, and whose end nobody heard, is begun anew when the person has said so", async () => {
  const { commands, runs, update } = setUp();
  await update(running("write", assigned(1)), running("write", started(MINE)));
  await update(running("write", unknown(MINE)));
  await update(running("write", assigned(7)));
  expect(runs[0]?.signal.aborted).toBe(true);
  await update(running("write", started(MINE)));
  expect(runs).toHaveLength(2);
  expect(commands.map(({ type }) => type)).toEqual(["start_tool_call", "start_tool_call"]);
});

test("[RUN-10] a call that is settled before its tool starts is not run", async () => {
  const { runs, update } = setUp();
  await update(running("write", started(MINE)), emptySession(sessionId));
  expect(runs).toHaveLength(0);
});

test("[RUN-11] a closed runner aborts its tools and takes nothing new", async () => {
  const { runner, runs, commands, update } = setUp();
  await update(running("read", assigned()));
  runner.close();
  expect(runs[0]?.signal.aborted).toBe(true);
  await update(running("write", assigned()));
  expect(commands).toEqual([]);
});

test("[RUN-12] a progress line is cut to what the server takes", async () => {
  const { runs, commands, update } = setUp();
  await update(running("read", assigned()));
  runs[0]?.progress("x".repeat(400));
  expect(commands).toEqual([
    { type: "report_progress", callId: "c1", executorId: EXECUTOR, text: "x".repeat(300) },
  ]);
});
