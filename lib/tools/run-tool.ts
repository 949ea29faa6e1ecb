import type { Artifact, Outcome } from "../protocol/tool";
import { MAX_ARTIFACT_BYTES, MAX_OUTPUT_CHARS } from "../protocol/limits";
import type { Clock } from "../util/clock";
import { parseJson } from "../util/json";
import type { Allowance } from "./allowance";
import { createAllowance } from "./allowance";
import type { AnyTool, ToolContext, ToolResult } from "./define-tool";
import { ToolError } from "./define-tool";
import { loadWireSchemas } from "./wire-schemas";

/** `after` and `stopwatch` (milliseconds that never go back) measure a tool's time. */
export type RunContext = ToolContext & ToolClock;
type ToolClock = Pick<Clock, "after"> & { stopwatch: () => number };
export type ToolRun = { outcome: Outcome; artifact: Artifact | null };

/** Runs a tool to an outcome. Never rejects: a throw, bad arguments, a timeout and a stop are outcomes too. */
export async function runTool(
  tool: AnyTool | undefined,
  call: { name: string; arguments: string },
  { after, stopwatch, ...context }: RunContext,
): Promise<ToolRun> {
  if (!tool) return failed("unknown_tool", `This page has no tool "${call.name}".`);
  const parsed = await tool.parse(parseJson(call.arguments === "" ? "{}" : call.arguments));
  if (!parsed.ok) return failed("invalid_arguments", parsed.message);
  try {
    return await finished(
      await withinTime({ ms: tool.spec.timeoutMs, after, stopwatch }, context.signal, (signal, allowance) =>
        tool.run(parsed.args, { ...context, signal, ask: pausing(allowance, context.ask) }),
      ),
    );
  } catch (error) {
    return error instanceof ToolError
      ? failed(error.code, error.message)
      : failed("tool_failed", error instanceof Error ? error.message : "The tool failed.");
  }
}

/** The tool's clock stands still from the question to its answer. */
function pausing(allowance: Allowance, ask: ToolContext["ask"]): ToolContext["ask"] {
  return async (question) => {
    const goOn = allowance.pause();
    try {
      return await ask(question);
    } finally {
      goOn();
    }
  };
}

/** The signal that `work` gets aborts on a stop and on a timeout alike: neither leaves a query running. */
function withinTime<T>(
  time: ToolClock & { ms: number },
  stop: AbortSignal,
  work: (signal: AbortSignal, allowance: Allowance) => Promise<T>,
): Promise<T> {
  if (stop.aborted) return Promise.reject(cancelled());
  const end = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const give = (error: ToolError): void => {
      reject(error);
      end.abort(error);
    };
    const onSpent = (): void => give(new ToolError("timed_out", `The tool took longer than ${time.ms} ms.`));
    const allowance = createAllowance({ ...time, onSpent });
    const abort = () => give(cancelled());
    stop.addEventListener("abort", abort, { once: true });
    const working = (async () => work(end.signal, allowance))();
    void working.then(resolve, reject).finally(() => {
      allowance.end();
      stop.removeEventListener("abort", abort);
    });
  });
}

const cancelled = (): ToolError => new ToolError("cancelled", "The call was cancelled.");

const failed = (code: string, message: string): ToolRun => ({
  outcome: { ok: false, error: { code: code.slice(0, 64), message: message.slice(0, 4_000) } },
  artifact: null,
});

async function finished({ output, artifact }: ToolResult): Promise<ToolRun> {
  const text = typeof output === "string" ? output : JSON.stringify(output);
  if (text.length > MAX_OUTPUT_CHARS) {
    return failed(
      "output_too_large",
      `The result has ${text.length} characters; the limit is ${MAX_OUTPUT_CHARS}.`,
    );
  }
  const shown = artifact && (await fits(artifact)) ? artifact : null;
  return { outcome: { ok: true, output: text }, artifact: shown };
}

/** The server would refuse the whole answer over an artifact that is too large. */
async function fits(artifact: Artifact): Promise<boolean> {
  const { artifactSchema } = await loadWireSchemas();
  const isSmall = new TextEncoder().encode(JSON.stringify(artifact)).length <= MAX_ARTIFACT_BYTES;
  return isSmall && artifactSchema.safeParse(artifact).success;
}
