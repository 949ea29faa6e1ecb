import type { FunctionTool, Item } from "../../lib/responses/item";

/** What a backend is asked: the whole context of one response, already assembled. */
export type BackendRequest = {
  model: string;
  instructions: string | null;
  /** The whole context, oldest first: previous input and output, then what is new. Never mutated. */
  input: readonly Item[];
  tools: readonly FunctionTool[];
  parallelToolCalls: boolean;
  maxOutputTokens: number | null;
  /** Identifies the chain for backends that count retries (`scripted`'s `once`). */
  responseId: string;
};

/**
 * What a backend yields, in order. The lane turns chunks into wire events and does the numbering.
 * `text` chunks after each other belong to one message item; `message_end` or any other kind closes it.
 * The response begins (`response.created`) with the first chunk that is not `refuse`; a backend that has
 * accepted but has nothing to say yet yields `accepted`. A `refuse` after that becomes `response.failed`.
 */
export type BackendChunk =
  | { type: "accepted" }
  | { type: "text"; text: string }
  | { type: "message_end" }
  | { type: "reasoning"; text: string }
  | { type: "reasoning_end" }
  | { type: "call"; name: string; arguments: string; callId?: string }
  | { type: "end"; reason: "completed" }
  | { type: "end"; reason: "incomplete"; details: string }
  | { type: "end"; reason: "failed"; code: string; message: string }
  | { type: "refuse"; status: number; code: string; message: string; headers: Record<string, string> }
  | { type: "drop" }
  | { type: "close"; code: number }
  | { type: "stall"; dead: boolean }
  | { type: "frame"; text: string };

/**
 * One model. `run` streams the response; it must stop soon after `signal` aborts, and a return
 * without an `end` chunk counts as completed. A throw becomes `response.failed` with `server_error`.
 */
export interface Backend {
  readonly id: string;
  /** True when a running response may be ended early by `response.steer`. Absent means false. */
  readonly steerable?: boolean;
  run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendChunk>;
}
