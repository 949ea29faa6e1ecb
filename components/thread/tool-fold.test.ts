import { expect, test } from "vitest";
import type { CallStatus, ToolCall } from "../../lib/session/state";
import type { CallState } from "./call-view";
import { callView, summaryOf, verbOf } from "./call-view";
import type { KnownRow } from "./tool-fold";
import { foldLabel, segmentsOf } from "./tool-fold";

const finished = (code: string | null): CallStatus => ({
  status: "finished",
  outcome: code === null ? { ok: true, output: "{}" } : { ok: false, error: { code, message: "why" } },
  artifact: null,
  ranMs: 20,
  finishedAt: 50,
});

const call = (
  status: CallStatus,
  over: Partial<Pick<ToolCall, "name" | "effect" | "arguments">> = {},
): ToolCall => ({
  callId: "c1",
  itemId: "i1",
  responseId: "r1",
  name: "run_sql",
  arguments: '{"sql":"select 1"}',
  effect: "read",
  server: null,
  requestedAt: 0,
  progress: null,
  proposed: null,
  questions: [],
  ...over,
  ...status,
});

const assigned: CallStatus = { status: "assigned", executorId: "e", deadline: 9, assignedAt: 1 };
const started: CallStatus = { status: "started", executorId: "e", claimId: "k", deadline: 9, startedAt: 1 };

test("a call's state is one of six words", () => {
  const state = (one: ToolCall, isOver = false): CallState => callView(one, isOver).state;
  expect(state(call({ status: "requested" }))).toBe("waiting");
  expect(state(call({ status: "awaiting_approval", onceOnly: false, argumentsHash: null }))).toBe("waiting");
  expect(state(call(assigned))).toBe("running");
  expect(state(call(assigned, { effect: "write" }))).toBe("waiting");
  expect(state(call(started, { effect: "write" }))).toBe("running");
  expect(state(call(finished(null)))).toBe("done");
  expect(state(call(finished("tool_failed")))).toBe("failed");
  expect(state(call(finished("cancelled")))).toBe("cancelled");
  expect(state(call(finished("denied")))).toBe("cancelled");
  expect(state(call(finished("unknown_outcome")))).toBe("unknown outcome");
});

test("a call that a finished turn left open is not shown as running", () => {
  expect(callView(call(assigned), true).state).toBe("cancelled");
  expect(callView(call(started, { effect: "write" }), true).state).toBe("unknown outcome");
});

test("a failure is said in plain words", () => {
  expect(callView(call(finished("timed_out")), false).problem).toBe("It took longer than it may.");
  expect(callView(call(finished("tool_failed")), false).problem).toBe("why");
  expect(callView(call(finished(null)), false).problem).toBeNull();
});

test("names become verbs and arguments one line", () => {
  expect([verbOf("run_sql"), verbOf("listTables"), verbOf("describe-table")]).toEqual([
    "Run SQL",
    "List tables",
    "Describe table",
  ]);
  expect(summaryOf('{"limit":3,"sql":"select\\n  1"}')).toBe("select 1");
  expect(summaryOf("{}")).toBe("");
  expect(summaryOf("not json")).toBe("not json");
});

let nextRow = 0;
const row = (status: CallStatus): KnownRow => {
  const one = call(status);
  return {
    row: { kind: "call", itemId: `i${nextRow++}`, callId: "c1", name: null },
    call: one,
    view: callView(one, false),
  };
};
const shape = (rows: KnownRow[]) =>
  segmentsOf(rows).map((segment) =>
    segment.kind === "fold" ? segment.steps : (segment.row.view?.state ?? "thought"),
  );

test("three or more finished calls in a row fold, others never do", () => {
  const ok = () => row(finished(null));
  expect(shape([ok(), ok()])).toEqual(["done", "done"]);
  expect(shape([ok(), ok(), ok()])).toEqual([3]);
  expect(shape([ok(), ok(), ok(), row(assigned)])).toEqual([3, "running"]);
  expect(shape([ok(), ok(), ok(), row(finished("tool_failed")), ok(), ok()])).toEqual([
    3,
    "failed",
    "done",
    "done",
  ]);
  expect(
    shape([
      ok(),
      ok(),
      ok(),
      row({ status: "awaiting_approval", onceOnly: false, argumentsHash: null }),
      ok(),
      ok(),
      ok(),
    ]),
  ).toEqual([3, "waiting", 3]);
});

test("a thought within a run folds with it and is no step", () => {
  const thought: KnownRow = {
    row: { kind: "thought", itemId: "i99", text: "x", ms: 3 },
    call: null,
    view: null,
  };
  expect(shape([row(finished(null)), thought, row(finished(null)), row(finished(null))])).toEqual([3]);
});

test("a fold says how many, what and how long", () => {
  const rows = Array.from({ length: 8 }, () => row(finished(null)));
  expect(foldLabel(rows, 8)).toEqual({ count: "8 steps", what: "Run SQL × 8", time: "160 ms" });
});
