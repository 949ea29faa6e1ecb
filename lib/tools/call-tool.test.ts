import { expect, test } from "vitest";
import type { Question } from "../protocol/question";
import { createManualClock } from "../util/manual-clock.fixture";
import { callTool } from "./call-tool";
import { defineTool } from "./define-tool";

const question = (title: string): Question => ({
  title,
  schema: { type: "object", properties: { size: { type: "integer", minimum: 1 } }, required: ["size"] },
});

/** Asks twice, and says what it heard. */
const twice = defineTool<{ of: string }>({
  name: "twice",
  title: "Twice",
  description: "Asks twice.",
  effect: "read",
  timeoutMs: 100,
  parameters: { type: "object", properties: { of: { type: "string" } }, required: ["of"] },
  run: async ({ of }, { ask, progress }) => {
    const first = await ask(question(`How large is ${of}?`));
    progress("half-way");
    const second = await ask(question("And really?"));
    return { output: { first, second } };
  },
});

test("a tool is called with no model: it asks, reports, and answers", async () => {
  const run = await callTool(twice, { of: "it" }, { answers: [{ size: 3 }, null] });
  expect(run.questions.map(({ title }) => title)).toEqual(["How large is it?", "And really?"]);
  expect(run.progress).toEqual(["half-way"]);
  const heard = { first: { status: "answered", values: { size: 3 } }, second: { status: "declined" } };
  expect(run.outcome).toEqual({ ok: true, output: JSON.stringify(heard) });
});

test("its arguments are checked as in a page", async () => {
  const { outcome } = await callTool(twice, { off: "it" });
  expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_arguments" } });
});

test("a question that nobody answers, and an answer that does not fit, are mistakes of the test", async () => {
  await expect(callTool(twice, { of: "it" })).rejects.toThrow('Nobody answers "How large is it?".');
  await expect(callTool(twice, { of: "it" }, { answers: [{ size: 0 }] })).rejects.toThrow(
    "Size: Enter 1 or more.",
  );
});

test("[ASK-4] a tool's time stands still while it asks, and runs when it does not", async () => {
  const clock = createManualClock();
  const slow = defineTool<Record<string, never>>({
    ...{ name: "slow", title: "Slow", description: "Is slow.", effect: "read", timeoutMs: 100 },
    parameters: { type: "object" },
    run: async (_args, { ask, signal }) => {
      clock.advance(60);
      const asking = ask(question("Well?"));
      clock.advance(10_000);
      await asking;
      const lasted = signal.aborted;
      clock.advance(60);
      return new Promise(() => expect(lasted).toBe(false));
    },
  });
  const time = { after: clock.after, stopwatch: clock.now };
  const { outcome } = await callTool(slow, {}, { ...time, answers: [{ size: 1 }] });
  expect(outcome).toMatchObject({ ok: false, error: { code: "timed_out" } });
});
