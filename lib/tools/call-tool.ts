import type { AnswerValues, Question } from "../protocol/question";
import { systemClock } from "../util/clock";
import { checked } from "./asks";
import type { AnyTool } from "./define-tool";
import { checkAnswer } from "./form";
import type { RunContext, ToolRun } from "./run-tool";
import { runTool } from "./run-tool";

export type CallToolOptions = Partial<Pick<RunContext, "after" | "stopwatch" | "signal">> & {
  /** What the person answers, a question each; null: they decline. */
  answers?: readonly (AnswerValues | null)[];
};

/** How the call ended, what it reported meanwhile, and what it asked. */
export type CalledTool = ToolRun & { progress: readonly string[]; questions: readonly Question[] };

/**
 * Calls a tool as a page does, with no model and no server: arguments are checked, its time is measured, and what it
 * asks is answered from `answers`. Rejects where the test is wrong: a question that nobody answers, or an answer
 * that does not fit.
 */
export async function callTool(
  tool: AnyTool,
  args: unknown,
  options: CallToolOptions = {},
): Promise<CalledTool> {
  const { answers = [], signal = new AbortController().signal } = options;
  const { after = systemClock.after, stopwatch = () => performance.now() } = options;
  const progress: string[] = [];
  const questions: Question[] = [];
  const faults: Error[] = [];
  const ask: RunContext["ask"] = async (asked) => {
    const question = await checked(asked, questions.length);
    const values = answers[questions.length];
    questions.push(question);
    if (values === null) return { status: "declined" };
    const problem = values ? problemOf(question, values) : `Nobody answers "${question.title}".`;
    if (values && problem === null) return { status: "answered", values };
    const fault = new Error(problem ?? "");
    faults.push(fault);
    throw fault;
  };
  const context = {
    signal,
    after,
    stopwatch,
    ask,
    callId: "c1",
    progress: (text: string) => void progress.push(text),
  };
  const run = await runTool(tool, { name: tool.spec.name, arguments: JSON.stringify(args) }, context);
  if (faults[0]) throw faults[0];
  return { ...run, progress, questions };
}

function problemOf(question: Question, values: AnswerValues): string | null {
  const fit = checkAnswer(question, values);
  return fit.ok ? null : fit.message;
}
