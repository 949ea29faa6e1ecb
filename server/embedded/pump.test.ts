import { expect, onTestFinished, test } from "vitest";
import type { BackendChunk } from "./backend";
import { ResponseEmitter } from "./emitter";
import { pump } from "./pump";

/** Counts the turns of the event loop until the test ends. */
function countTurns(): () => number {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  onTestFinished(() => {
    clearImmediate(next);
  });
  return () => turns;
}

const LONG = "abcdefghi😀".repeat(20_000);

test.each([
  ["a text", [{ type: "text", text: LONG }], "response.output_text.delta"],
  ["a thought", [{ type: "reasoning", text: LONG }], "response.reasoning_summary_text.delta"],
  [
    "arguments",
    [
      { type: "call_start", name: "f" },
      { type: "call_delta", arguments: LONG },
    ],
    "response.function_call_arguments.delta",
  ],
] satisfies [string, BackendChunk[], string][])(
  "[S10] %s of 220,000 characters in one chunk lets the event loop turn in between, and stays whole",
  async (_case, chunks, type) => {
    const turns = countTurns();
    const told: { turn: number; delta: string }[] = [];
    const abort = new AbortController();
    const newId = (prefix: string): string => `${prefix}_1`;
    const ending = await pump(
      async function* () {
        await Promise.resolve();
        yield* chunks;
      },
      {
        emitter: new ResponseEmitter({ newId, parallelToolCalls: true, maxOutputTokens: null }),
        sink: {
          send: (event) => {
            if (event.type === type) told.push({ turn: turns(), delta: String(event.delta) });
          },
          congestion: () => null,
          fault: () => Promise.resolve(),
        },
        signal: abort.signal,
        stopped: new Promise(() => undefined),
        begin: () => undefined,
        onBackendError: (error) => {
          throw error;
        },
      },
    );
    expect(ending).toEqual({ type: "completed" });
    expect(told.map(({ delta }) => delta).join("")).toBe(LONG);
    expect(new Set(told.map(({ turn }) => turn)).size).toBeGreaterThan(10);
  },
);
