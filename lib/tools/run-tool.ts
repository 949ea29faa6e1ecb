import type { Artifact, Outcome } from "../protocol/tool";
import { MAX_ARTIFACT_BYTES, MAX_OUTPUT_CHARS } from "../protocol/tool";
import { parseJson } from "../util/json";
import type { AnyTool, ToolContext, ToolResult } from "./define-tool";
import { ToolError } from "./define-tool";

export type ToolRun = { outcome: Outcome; artifact: Artifact | null };

/** Runs a tool to an outcome. Never rejects: a throw, bad arguments, a timeout and a stop are outcomes too. */
export async function runTool(
  tool: AnyTool | undefined,
  call: { name: string; arguments: string },
  context: ToolContext,
): Promise<ToolRun> {
  if (!tool) return failed("unknown_tool", `This page has no tool "${call.name}".`);
  const parsed = tool.parse(parseJson(call.arguments === "" ? "{}" : call.arguments));
  if (!parsed.ok) return failed("invalid_arguments", parsed.message);
  try {
    return finished(await withinTime(tool.run(parsed.args, context), tool.spec.timeoutMs, context.signal));
  } catch (error) {
    return error instanceof ToolError
      ? failed(error.code, error.message)
      : failed("tool_failed", error instanceof Error ? error.message : "The tool failed.");
  }
}

function withinTime<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ToolError("timed_out", `The tool took longer than ${ms} ms.`)),
      ms,
    );
    const abort = () => reject(new ToolError("cancelled", "The call was cancelled."));
    signal.addEventListener("abort", abort, { once: true });
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    });
  });
}

const failed = (code: string, message: string): ToolRun => ({
  outcome: { ok: false, error: { code: code.slice(0, 64), message: message.slice(0, 4_000) } },
  artifact: null,
});

function finished({ output, artifact }: ToolResult): ToolRun {
  const text = typeof output === "string" ? output : JSON.stringify(output);
  if (text.length > MAX_OUTPUT_CHARS) {
    return failed(
      "output_too_large",
      `The result has ${text.length} characters; the limit is ${MAX_OUTPUT_CHARS}.`,
    );
  }
  const isSmall = artifact !== undefined && JSON.stringify(artifact).length <= MAX_ARTIFACT_BYTES;
  return { outcome: { ok: true, output: text }, artifact: isSmall ? artifact : null };
}
