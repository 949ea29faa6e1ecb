import type { ToolCall } from "./state";

type FinishedCall = Extract<ToolCall, { status: "finished" }>;

/** For tests: a call that a page has run, with what matters of it. */
export const finishedCall = (n: number, of: Partial<FinishedCall> = {}): FinishedCall => ({
  callId: `c${n}`,
  itemId: `i${n}`,
  responseId: "r1",
  name: "run_sql",
  arguments: "{}",
  effect: "read",
  server: null,
  requestedAt: 0,
  progress: null,
  proposed: null,
  questions: [],
  status: "finished",
  outcome: { ok: true, output: "four" },
  artifact: null,
  ranMs: 1,
  finishedAt: 1,
  ...of,
});
