import { expect, test } from "vitest";
import { MAX_OUTPUT_CHARS } from "../protocol/limits";
import { systemClock } from "../util/clock";
import type { AnyTool, ToolContext, ToolResult } from "./define-tool";
import { defineTool, ToolError } from "./define-tool";
import type { RunContext } from "./run-tool";
import { runTool } from "./run-tool";

type Args = { text: string };

function tool(run: (args: Args, context: ToolContext) => Promise<ToolResult>, timeoutMs = 60_000): AnyTool {
  return defineTool<Args>({
    name: "say",
    title: "Say",
    description: "Says it.",
    effect: "read",
    timeoutMs,
    parameters: {
      type: "object",
      properties: { text: { type: "string" } },
      required: ["text"],
      additionalProperties: false,
    },
    run,
  });
}

const call = (args = '{"text":"hi"}') => ({ name: "say", arguments: args });
const context = (signal = new AbortController().signal): RunContext => ({
  signal,
  after: systemClock.after,
  callId: "c1",
  progress: () => undefined,
  ask: () => Promise.resolve({ status: "declined" }),
  stopwatch: () => performance.now(),
});
const echo = tool(({ text }) => Promise.resolve({ output: text }));
const failure = (code: string) => ({ outcome: { ok: false, error: { code } }, artifact: null });

/** A tool that ends only when it is told to, and tells its signal's reason. */
function hanging(timeoutMs?: number) {
  const reasons: unknown[] = [];
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const made = tool((_args, { signal }) => {
    begin();
    return new Promise(() => signal.addEventListener("abort", () => reasons.push(signal.reason)));
  }, timeoutMs);
  return { made, reasons, begun };
}

test("[EXEC-1] a tool's answer is the outcome, JSON as text", async () => {
  expect(await runTool(echo, call(), context())).toEqual({
    outcome: { ok: true, output: "hi" },
    artifact: null,
  });
  const json = tool(() => Promise.resolve({ output: { rows: 1 } }));
  expect((await runTool(json, call(), context())).outcome).toEqual({ ok: true, output: '{"rows":1}' });
});

test("[EXEC-2] arguments that are no JSON or do not fit the schema are an outcome, and the tool is not run", async () => {
  const runs: string[] = [];
  const counted = tool(({ text }) => Promise.resolve({ output: String(runs.push(text)) }));
  for (const args of ["", "{", '{"text":1}', '{"text":"a","more":1}', "[]"]) {
    expect(await runTool(counted, call(args), context())).toMatchObject(failure("invalid_arguments"));
  }
  expect(runs).toEqual([]);
});

test("[EXEC-3] a tool that this page lacks is an outcome", async () => {
  expect(await runTool(undefined, call(), context())).toMatchObject(failure("unknown_tool"));
});

test("[EXEC-4] a throw keeps its code when it is a ToolError and is tool_failed otherwise", async () => {
  const coded = tool(() => Promise.reject(new ToolError("no_table", "No such table.")));
  const bare = tool(() => {
    throw new Error("Broken.");
  });
  const odd = tool(() => Promise.reject(new Error("x".repeat(5_000))));
  expect(await runTool(coded, call(), context())).toMatchObject(failure("no_table"));
  expect(await runTool(bare, call(), context())).toMatchObject(failure("tool_failed"));
  const { outcome } = await runTool(odd, call(), context());
  expect(outcome.ok ? "" : outcome.error.message).toHaveLength(4_000);
});

test("[EXEC-5] [F14] a tool that takes too long is timed out, and its signal aborts", async () => {
  const { made, reasons } = hanging(100);
  expect(await runTool(made, call(), context())).toMatchObject(failure("timed_out"));
  expect(reasons).toMatchObject([{ code: "timed_out" }]);
});

test("[EXEC-6] a stop cancels a running tool, and a call stopped before is not run", async () => {
  const stop = new AbortController();
  const { made, reasons, begun } = hanging();
  const running = runTool(made, call(), context(stop.signal));
  await begun;
  stop.abort();
  expect(await running).toMatchObject(failure("cancelled"));
  expect(reasons).toMatchObject([{ code: "cancelled" }]);
  const runs: string[] = [];
  const late = tool(({ text }) => Promise.resolve({ output: String(runs.push(text)) }));
  expect(await runTool(late, call(), context(stop.signal))).toMatchObject(failure("cancelled"));
  expect(runs).toEqual([]);
});

test("[EXEC-7] [F15] an output over the limit is refused, one at the limit is not", async () => {
  const sized = (length: number) => tool(() => Promise.resolve({ output: "x".repeat(length) }));
  expect((await runTool(sized(MAX_OUTPUT_CHARS), call(), context())).outcome.ok).toBe(true);
  const over = await runTool(sized(MAX_OUTPUT_CHARS + 1), call(), context());
  expect(over).toMatchObject(failure("output_too_large"));
});

test("[EXEC-8] an artifact that the server would refuse is left out, the output is kept", async () => {
  const drawn = (rows: unknown[][], title = "Rows") =>
    tool(() =>
      Promise.resolve({ output: "ok", artifact: { kind: "table", title, columns: [], rows, total: 1 } }),
    );
  expect((await runTool(drawn([["a"]]), call(), context())).artifact).not.toBeNull();
  const tooMany = Array.from({ length: 501 }, () => [1]);
  const tooWide = [["é".repeat(40_000)]];
  for (const made of [drawn(tooMany), drawn(tooWide), drawn([["a"]], "t".repeat(201))]) {
    expect(await runTool(made, call(), context())).toEqual({
      outcome: { ok: true, output: "ok" },
      artifact: null,
    });
  }
});
