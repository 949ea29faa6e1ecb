import { setImmediate as nextTurn } from "node:timers/promises";
import type { Item } from "../../../lib/responses/item";
import { assertNever } from "../../../lib/util/assert-never";
import type { BackendChunk } from "../backend";
import type { Holds } from "./holds";
import type { Step } from "./script";
import { contextSummary, newOutputs } from "./script-context";
import { textPieces } from "../text-pieces";

export type Stage = {
  input: readonly Item[];
  holds: Holds;
  signal: AbortSignal;
  /** Whether this turn of this script is asked for the first time. */
  first: boolean;
  /** Counts over all nested steps. */
  played: { steps: number };
};

const STEPS_PER_TURN_OF_LOOP = 256;
const DEFAULT_CHUNK = 16;

/** Plays steps in order until one ends the response or `signal` aborts. */
export async function* play(steps: readonly Step[], stage: Stage): AsyncGenerator<BackendChunk> {
  for (const step of steps) {
    if (stage.signal.aborted) return;
    stage.played.steps += 1;
    if (stage.played.steps % STEPS_PER_TURN_OF_LOOP === 0) await nextTurn();
    yield* playStep(step, stage);
  }
}

async function* playStep(step: Step, stage: Stage): AsyncGenerator<BackendChunk> {
  switch (step.type) {
    case "say":
    case "reason":
      return yield* speak(step, stage.signal);
    case "outputs":
      return yield* speak(said(JSON.stringify(newOutputs(stage.input))), stage.signal);
    case "context":
      return yield* speak(said(JSON.stringify(contextSummary(stage.input))), stage.signal);
    case "once":
      if (stage.first) yield* play(step.steps, stage);
      return;
    case "repeat":
      return yield* repeat(step, stage);
    case "wait":
      return await pause(step.ms, stage.signal);
    case "hold":
      return await stage.holds.wait(step.name, stage.signal);
    case "fail":
      return yield { type: "end", reason: "failed", code: step.code, message: step.message };
    case "incomplete":
      return yield { type: "end", reason: "incomplete", details: step.reason };
    case "call":
    case "refuse":
    case "drop":
    case "close":
    case "stall":
    case "frame":
      return yield step;
    default:
      return assertNever(step);
  }
}

type Spoken = Extract<Step, { type: "say" | "reason" }>;

const said = (text: string): Spoken => ({ type: "say", text, chunk: DEFAULT_CHUNK, every: 0 });

async function* speak(
  { type, text, chunk, every }: Spoken,
  signal: AbortSignal,
): AsyncGenerator<BackendChunk> {
  const kind = type === "say" ? "text" : "reasoning";
  if (text === "") yield { type: kind, text: "" };
  let begun = false;
  for (const piece of textPieces(text, chunk)) {
    if (begun && every > 0) await pause(every, signal);
    if (signal.aborted) return;
    begun = true;
    yield { type: kind, text: piece };
  }
  yield { type: type === "say" ? "message_end" : "reasoning_end" };
}

async function* repeat(step: Extract<Step, { type: "repeat" }>, stage: Stage): AsyncGenerator<BackendChunk> {
  if (step.steps.length === 0) return;
  for (let times = 0; times < step.times && !stage.signal.aborted; times += 1) yield* play(step.steps, stage);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
