import { setImmediate as nextTurn } from "node:timers/promises";
import { assertNever } from "../../lib/util/assert-never";
import type { BackendChunk } from "./backend";
import type { ResponseEmitter } from "./emitter";
import { endingOf, refusalEnding, type Ending } from "./ending";
import type { Sink } from "./sink";
import { textPieces } from "./text-pieces";

const MAX_HOLD_MS = 4;
const CHUNKS_PER_CLOCK = 32;
/** UTF-16 units: some 10 ms of counting where nothing in the text is known to the tokenizer. */
const MAX_PIECE = 8192;

type Flow = {
  emitter: ResponseEmitter;
  sink: Sink;
  signal: AbortSignal;
  /** Resolves when the response is ended from outside. */
  stopped: Promise<Ending>;
  begin: () => void;
  onBackendError: (error: unknown) => void;
};

/**
 * Carries a backend's chunks to the sink until one ends the response. Chunks that come without waiting
 * are sent in one go, but never for longer than a few milliseconds, and never ahead of a slow reader.
 */
export async function pump(chunks: () => AsyncIterable<BackendChunk>, flow: Flow): Promise<Ending> {
  const breathe = breathing();
  try {
    for await (const chunk of chunks()) {
      for (const piece of pieces(chunk)) {
        if (flow.signal.aborted) return { type: "gone" };
        const ending = accept(piece, flow);
        if (ending !== null) {
          const settled = await ending;
          if (settled !== null) return settled;
        }
        const pause = flow.sink.congestion() ?? (piece === chunk ? breathe() : nextTurn());
        if (pause !== null) await pause;
      }
    }
    return { type: "completed" };
  } catch (error) {
    if (!flow.signal.aborted) flow.onBackendError(error);
    return { type: "failed", code: "server_error", message: "The model failed while answering." };
  }
}

/** A chunk whose text would hold the event loop for long (it is counted in tokens) as several, else the chunk itself. */
function pieces(chunk: BackendChunk): Iterable<BackendChunk> {
  switch (chunk.type) {
    case "text":
    case "refusal":
    case "reasoning":
    case "reasoning_text":
      if (chunk.text.length <= MAX_PIECE) return [chunk];
      return Array.from(textPieces(chunk.text, MAX_PIECE), (text) => ({ ...chunk, text }));
    case "call_delta":
      if (chunk.arguments.length <= MAX_PIECE) return [chunk];
      return Array.from(textPieces(chunk.arguments, MAX_PIECE), (part) => ({ ...chunk, arguments: part }));
    default:
      return [chunk];
  }
}

/** Null goes on with the next chunk. */
function accept(chunk: BackendChunk, flow: Flow): Ending | null | Promise<Ending | null> {
  if (chunk.type === "refuse") return refusalEnding(chunk);
  flow.begin();
  switch (chunk.type) {
    case "accepted":
      return null;
    case "text":
    case "refusal":
    case "annotation":
    case "message_end":
    case "reasoning":
    case "reasoning_text":
    case "reasoning_end":
    case "part_end":
    case "call":
    case "call_start":
    case "call_delta":
    case "call_end":
    case "fields":
    case "item":
      for (const event of flow.emitter.feed(chunk)) flow.sink.send(event);
      return flow.emitter.full ? { type: "incomplete", reason: "max_output_tokens" } : null;
    case "usage":
      flow.emitter.reported = chunk;
      return null;
    case "end":
      return endingOf(chunk);
    case "frame":
      return flow.sink.fault(chunk).then(() => null);
    case "drop":
    case "close":
    case "stall":
      return flow.sink.fault(chunk).then(() => flow.stopped);
    default:
      return assertNever(chunk);
  }
}

function breathing(): () => Promise<void> | null {
  let count = 0;
  let since = performance.now();
  return () => {
    count += 1;
    if (count % CHUNKS_PER_CLOCK !== 0 || performance.now() - since < MAX_HOLD_MS) return null;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
