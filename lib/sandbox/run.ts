import { assertNever } from "../util/assert-never";
import type { Clock } from "../util/clock";
import { type JsonValue, parseJson } from "../util/json";
import { MAX_LINES, OPEN_LIMIT_MS, RUN_LIMIT_MS } from "./limits";
import type { OpenFrame } from "./open-frame";
import { type FrameMessage, frameMessageSchema, type SandboxEnd, type SandboxJob } from "./types";

export type SandboxPorts = { openFrame: OpenFrame; after: Clock["after"]; signal: AbortSignal };

/** What a message ends a run with; null where it goes on. */
type End = SandboxEnd extends infer Each ? (Each extends SandboxEnd ? Omit<Each, "lines"> : never) : never;

/**
 * Runs code in a frame of its own and removes the frame, whatever comes of it. Never rejects. A run ends at
 * `RUN_LIMIT_MS`, and at once when `signal` aborts.
 */
export function runInSandbox(job: SandboxJob, ports: SandboxPorts): Promise<SandboxEnd> {
  const { openFrame, after, signal } = ports;
  return new Promise((resolve) => {
    const lines: string[] = [];
    const end = (how: End): void => {
      cancelTimer();
      signal.removeEventListener("abort", cancel);
      frame.remove();
      resolve({ ...how, lines } as SandboxEnd);
    };
    const cancel = (): void => end({ status: "cancelled" });
    const hear = (data: unknown): void => {
      const message = read(data);
      if (message?.type === "ready" && !isStarted) start();
      else if (message?.type === "line" && lines.length < MAX_LINES) lines.push(message.text);
      else end(endOf(message));
    };
    const frame = openFrame(hear);
    const start = (): void => {
      isStarted = true;
      cancelTimer();
      cancelTimer = after(RUN_LIMIT_MS, () => end({ status: "timed_out", ms: RUN_LIMIT_MS }));
      frame.send(job);
    };
    let isStarted = false;
    let cancelTimer = after(OPEN_LIMIT_MS, () => end({ status: "unavailable" }));
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
  });
}

function read(data: unknown): FrameMessage | null {
  const parsed = frameMessageSchema.safeParse(typeof data === "string" ? parseJson(data) : undefined);
  return parsed.success ? parsed.data : null;
}

/** Code that tampers with its worker may send anything: what is no answer is a flood. */
function endOf(message: FrameMessage | null): End {
  switch (message?.type) {
    case "returned": {
      const value = parseJson(message.json) as JsonValue | undefined;
      if (value === undefined) return { status: "flooded" };
      return { status: "returned", value, ms: message.ms, unprinted: message.unprinted };
    }
    case "threw":
      return {
        ...{ status: "threw", message: message.message },
        ...{ line: message.line, column: message.column },
      };
    case "too_large":
      return { status: "too_large", chars: message.chars };
    case "broken":
      return { status: "unavailable" };
    case undefined:
    case "ready":
    case "line":
    case "flooded":
      return { status: "flooded" };
    default:
      return assertNever(message);
  }
}
