import type { FunctionTool, Item } from "../../lib/responses/item";

/** What a backend is asked: the whole context of one response, already assembled. */
export type BackendRequest = {
  model: string;
  instructions: string | null;
  /** The whole context, oldest first: previous input and output, then what is new. Never mutated. */
  input: readonly Item[];
  /** The function tools; none where `tool_choice` is `none`. */
  tools: readonly FunctionTool[];
  parallelToolCalls: boolean;
  maxOutputTokens: number | null;
  /** Identifies the chain for backends that count retries (`scripted`'s `once`). */
  responseId: string;
  /**
   * The settings as the client sent them, for backends that pass a request on: `reasoning`, `text`, `tools`,
   * `tool_choice`, `temperature`, `metadata`, `include` and whatever else. Known fields have the type that the
   * Responses API gives them; absent and null ones are left out. Without `model`, `input` and what concerns
   * the transport or the chain.
   */
  settings: Readonly<Record<string, unknown>>;
};

/** Token counts of the whole context as a provider reports them. `cached` is part of `input`, `reasoning` of `output`. */
export type ReportedUsage = { input: number; cached: number; output: number; reasoning: number };

/**
 * What a backend yields, in order. The lane turns chunks into wire events and does the numbering.
 * One item is open at a time. `text`, `refusal` and `annotation` belong to a message, `reasoning` (a summary)
 * and `reasoning_text` (the thoughts themselves) to a reasoning item; chunks for the same kind of item after each other belong
 * to one item, and each change of text kind, or `part_end`, begins another part of it. `message_end`, `reasoning_end`,
 * `call_end` or a chunk for any other kind of item closes it.
 * A streamed call is `call_start`, its arguments as `call_delta`s, `call_end`; `call` is a whole one. A call that has not
 * ended when the response ends otherwise than completed is no call. The server mints `callId` where there is none.
 * With `parallelToolCalls` false every call but the first is dropped by the server.
 * `fields` adds to the open item what has no chunk of its own (`encrypted_content`, `phase`).
 * `item` is a whole item of any other type, passed through as it is.
 * `usage` takes the place of the server's own count; the last one holds.
 * The response begins (`response.created`) with the first chunk that is not `refuse`; a backend that
 * has accepted but has nothing to say yet yields `accepted`. A `refuse` after that becomes `response.failed`.
 * Nothing that follows `end` or `refuse` is read.
 */
export type BackendChunk =
  | { type: "accepted" }
  | { type: "text"; text: string }
  | { type: "refusal"; text: string }
  | { type: "annotation"; annotation: Record<string, unknown> }
  | { type: "message_end" }
  | { type: "reasoning"; text: string }
  | { type: "reasoning_text"; text: string }
  | { type: "reasoning_end" }
  | { type: "part_end" }
  | { type: "call"; name: string; arguments: string; callId?: string }
  | { type: "call_start"; name: string; callId?: string }
  | { type: "call_delta"; arguments: string }
  | { type: "call_end" }
  | { type: "fields"; fields: Record<string, unknown> }
  | { type: "item"; item: Item }
  | ({ type: "usage" } & ReportedUsage)
  | { type: "end"; reason: "completed" }
  | { type: "end"; reason: "incomplete"; details: string }
  | { type: "end"; reason: "failed"; code: string; message: string }
  | BackendRefusal
  | { type: "drop" }
  | { type: "close"; code: number }
  | { type: "stall"; dead: boolean }
  | { type: "frame"; text: string };

/** A request that is not answered. `headers` reach the client: none may hold a secret. */
export type BackendRefusal = {
  type: "refuse";
  /** 400 to 599. */
  status: number;
  code: string | null;
  message: string;
  headers: Record<string, string>;
  param?: string | null;
  /** The error's `type`; by default what fits the status. */
  errorType?: string;
};

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
