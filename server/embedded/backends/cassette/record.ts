import type { Backend, BackendChunk, BackendRequest } from "../../backend";
import { sentBy, type Sent } from "./canonical";
import type { TapeChunk } from "./tape";

/** One answered request; `input` is the whole context. */
export type RecordedTurn = { sent: Sent; chunks: readonly TapeChunk[] };

/**
 * `backend`, with each of its answers told to `onTurn` before the last chunk goes out. An answer that the client broke
 * off is not told: when it did so cannot be played again.
 */
export function recordCassette(
  backend: Backend,
  onTurn: (turn: RecordedTurn) => void | Promise<void>,
  now: () => number = () => performance.now(),
): Backend {
  return { ...backend, run: (request, signal) => record({ backend, onTurn, now, request, signal }) };
}

type Recording = {
  backend: Backend;
  onTurn: (turn: RecordedTurn) => void | Promise<void>;
  now: () => number;
  request: BackendRequest;
  signal: AbortSignal;
};

const LAST = new Set<BackendChunk["type"]>(["end", "refuse", "drop", "close", "stall"]);

async function* record({ backend, onTurn, now, request, signal }: Recording): AsyncGenerator<BackendChunk> {
  const chunks: TapeChunk[] = [];
  let since = now();
  let told = false;
  const tape = (chunk: BackendChunk): void => {
    const at = now();
    chunks.push({ after: Math.max(0, Math.round(at - since)), chunk: withoutIds(chunk) });
    since = at;
  };
  const tell = async (): Promise<void> => {
    if (told || signal.aborted) return;
    told = true;
    await onTurn({ sent: sentBy(request), chunks });
  };
  try {
    for await (const chunk of backend.run(request, signal)) {
      tape(chunk);
      if (LAST.has(chunk.type)) await tell();
      yield chunk;
    }
  } catch (error) {
    tape({
      type: "end",
      reason: "failed",
      code: "server_error",
      message: "The model failed while answering.",
    });
    throw error;
  } finally {
    await tell();
  }
}

/** The server that plays it mints its own. */
function withoutIds(chunk: BackendChunk): TapeChunk["chunk"] {
  if (chunk.type === "call" || chunk.type === "call_start") {
    const { callId: _callId, ...rest } = chunk;
    return rest;
  }
  if (chunk.type !== "item") return chunk;
  const { id: _id, ...item } = chunk.item;
  return { type: "item", item };
}
