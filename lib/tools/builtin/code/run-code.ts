import type { Desk } from "../../../desk/types";
import { openFrame } from "../../../sandbox/open-frame";
import { runInSandbox } from "../../../sandbox/run";
import { systemClock } from "../../../util/clock";
import type { ToolContext, ToolResult } from "../../define-tool";
import { answerOf } from "./answer";
import { inputOf } from "./input";
import type { Args } from "./run-javascript";

/** Reads the input, runs the code and makes an answer of it. Loaded with the first call. */
export async function runCode(
  desk: Desk,
  { code, input: table, title = "" }: Args,
  { signal }: Pick<ToolContext, "signal">,
): Promise<ToolResult> {
  const input = await inputOf(desk, table, signal);
  const { columns, rows } = input;
  const end = await runInSandbox(
    { code, input: { columns, rows } },
    { openFrame, after: systemClock.after, signal },
  );
  return answerOf(end, { title: title === "" ? "Result" : title, input });
}
