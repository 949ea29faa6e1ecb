import { setTimeout as pause } from "node:timers/promises";
import type { BackendChunk } from "../../backend";

/** A small demonstration of the transport that a message asks for. */
export type Demo = { kind: "stream"; words: number } | { kind: "think" } | { kind: "fail" };

export const MAX_WORDS = 20_000;
const MIN_PAUSE_MS = 15;
const PAUSE_RANGE_MS = 16;

export function findDemo(question: string): Demo | null {
  const text = question
    .trim()
    .toLowerCase()
    .replace(/[.!?]+$/, "");
  const stream = /^(?:please )?stream (?:me )?(\d[\d,]{0,8}) words?$/.exec(text);
  if (stream)
    return { kind: "stream", words: Math.min(MAX_WORDS, Number(stream[1]?.replaceAll(",", "") ?? 0)) };
  if (/^(?:please )?think(?: out loud| about it| aloud)?$/.test(text)) return { kind: "think" };
  return /^(?:please )?fail(?: please| now)?$/.test(text) ? { kind: "fail" } : null;
}

export async function* playDemo(demo: Demo, signal: AbortSignal): AsyncGenerator<BackendChunk> {
  switch (demo.kind) {
    case "stream":
      yield* streamWords(demo.words, signal);
      return;
    case "think":
      yield* think();
      return;
    case "fail":
      yield {
        type: "end",
        reason: "failed",
        code: "server_error",
        message: "This failure was asked for: the demo model ends the response with an error.",
      };
  }
}

const SENTENCE =
  "each word of this answer leaves the model as its own event and reaches the page over one open socket in the order in which it was written".split(
    " ",
  );

/** Word `at` of `total`: plain sentences that end where the count ends. */
function wordAt(at: number, total: number): string {
  const inside = at % SENTENCE.length;
  const word = SENTENCE[inside] ?? "";
  const cased = inside === 0 ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  const closes = inside === SENTENCE.length - 1 || at === total - 1;
  return `${cased}${closes ? "." : ""}${at === total - 1 ? "" : " "}`;
}

async function* streamWords(words: number, signal: AbortSignal): AsyncGenerator<BackendChunk> {
  if (words === 0) yield { type: "text", text: "That is no words at all: ask for at least 1." };
  for (let at = 0; at < words; at += 1) {
    if (signal.aborted) return;
    yield { type: "text", text: wordAt(at, words) };
    if (at < words - 1 && !(await paused(MIN_PAUSE_MS + ((at * 7) % PAUSE_RANGE_MS), signal))) return;
  }
}

/** False when the signal cut the pause short. */
async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

const THOUGHTS = [
  "The message asks me to think, ",
  "so this is a reasoning summary: ",
  "it travels as its own kind of item, apart from the answer. ",
  "I am rules, not a language model, ",
  "so what I would really weigh is which table, which columns and which query fit a question.",
];

async function* think(): AsyncGenerator<BackendChunk> {
  for (const text of THOUGHTS) yield { type: "reasoning", text };
  yield { type: "reasoning_end" };
  yield* words(
    "That was a reasoning summary, and this is the answer that follows it. Ask about your tables and I will use it for real work.",
  );
}

/** A text as word-sized chunks. */
export function* words(text: string): Generator<BackendChunk> {
  for (const [piece] of text.matchAll(/\s*\S+\s?/g)) yield { type: "text", text: piece };
}
