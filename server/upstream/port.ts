import type { FunctionTool, Item } from "../../lib/responses/item";
import type { Usage } from "../../lib/responses/response";

/** What travels with every `response.create`: the provider keeps context between turns, never settings. */
export type ResponseSettings = {
  model: string;
  instructions: string;
  /** In stable order: a reordered list costs the provider's prompt cache. */
  tools: readonly FunctionTool[];
  parallelToolCalls: boolean;
  /** Tokens from which a provider that can shortens the context by itself. */
  compactThreshold?: number;
};

/**
 * One response to be made. The line alone decides what to send: `newItems` with
 * `previous_response_id` when its live socket holds exactly `chain`, else `fullInput()` and no id.
 */
export type CreateRequest = {
  /** Names this attempt; every event of it carries this key back. Unique in a session. */
  key: string;
  settings: ResponseSettings;
  /** Key of the response that `newItems` continue; null when there is none to continue. */
  chain: string | null;
  newItems: readonly Item[];
  /** The whole context including `newItems`. Called only when the chain is not held. */
  fullInput: () => readonly Item[];
};

/** Bytes of one `response.create` as sent, and how many a full-input request would have added. */
export type SentBytes = { up: number; notResent: number };

/** `hosted`: what the provider does by itself. `tool_call`: what waits for an answer of ours. */
export type ItemKind = "message" | "reasoning" | "tool_call" | "hosted" | "other";

export type HostedProgress = "searching" | "interpreting" | "generating" | "compacting";

/** What one response does. Each starts with `started` and ends with exactly one `done` or `failed`. */
export type UpstreamEvent = { key: string } & (
  | { type: "started"; providerId: string; bytes: SentBytes; sentAt: number; connectMs: number }
  | { type: "item_added"; index: number; kind: ItemKind; name: string | null }
  | { type: "item_delta"; index: number; text: string }
  /** A hosted item does something else now; told again where the provider says it again. */
  | { type: "item_progress"; index: number; progress: HostedProgress }
  | { type: "item_done"; index: number; kind: ItemKind; item: Item }
  | {
      type: "done";
      status: "completed" | "incomplete";
      reason: string | null;
      usage: Usage | null;
      output: readonly Item[];
    }
  | { type: "failed"; failure: UpstreamFailure }
  /** The provider has the text and will use it; not applied yet. */
  | { type: "steer_accepted"; steerId: string }
  /** The response ended with open calls: the provider puts the text before the outputs of the next create. */
  | { type: "steer_waiting"; steerId: string }
  /** The text was not used and is the caller's again. */
  | { type: "steer_failed"; steerId: string; code: string; message: string }
);

/**
 * User text for the response under way. After `steer_accepted` and the response's `done` (reason
 * `steered`, or completed without calls) the provider starts the next response by itself: its events
 * carry the key `successor`. A connection lost in between is a `failed` with that key.
 */
export type SteerRequest = {
  /** Key of the response under way. */
  key: string;
  /** Names the steer in its events. */
  steerId: string;
  text: string;
  successor: string;
};

/** A short request apart from the session's chain, for titles and summaries. */
export type AskRequest = {
  model: string;
  instructions: string;
  input: readonly Item[];
  maxOutputTokens: number;
  /** Milliseconds until it is given up, connecting included; the line has a limit of its own for short ones. */
  withinMs?: number;
};

export type AskResult =
  { ok: true; text: string; usage: Usage | null } | { ok: false; failure: UpstreamFailure };

/** A context to be shortened by the provider, in its own words that nobody else can read. */
export type CompactRequest = {
  model: string;
  instructions: string;
  input: readonly Item[];
  /** Milliseconds until it is given up, connecting included. */
  withinMs: number;
};

/** `output` takes the place of the whole input, unmodified. Without a failure the provider has no such request. */
export type CompactResult =
  { ok: true; output: readonly Item[]; usage: Usage | null } | { ok: false; failure: UpstreamFailure | null };

/**
 * Why a response failed.
 * - `unsent`: nothing left this process, so that repeating it is safe.
 * - `no_websocket`: this address has no WebSocket mode; nothing was sent, and HTTP may do.
 * - `lost`: the connection ended with the response under way; whether it ran is unknown.
 * - `unauthorized`, `rate_limited`, `rejected`, `server_error`, `timeout`: as the provider said.
 */
export type UpstreamFailure = {
  code:
    | "unsent"
    | "no_websocket"
    | "lost"
    | "unauthorized"
    | "rate_limited"
    | "rejected"
    | "server_error"
    | "timeout";
  /** The provider's own code, unchanged, where there is one. */
  providerCode: string | null;
  /** Safe to show: never holds a credential. */
  message: string;
  /** The field that the provider refused, unchanged, where it names one. */
  param: string | null;
  /** The status of the provider's answer or error frame, where there is one. */
  status: number | null;
  retryAfterMs: number | null;
};

export type LineStatus = "cold" | "connecting" | "warm" | "reconnecting";

/** What a provider can do; presets by host, refined by a probe. */
export type Capabilities = {
  warmup: boolean;
  steer: boolean;
  lanes: boolean;
};

/** One session's line to a provider: at most one socket, opened at first use, one response at a time. */
export interface UpstreamLine {
  readonly status: LineStatus;
  readonly capabilities: Capabilities;
  /** Starts a response. Starting a second before the first has ended is a bug and throws. */
  create(request: CreateRequest): void;
  /** Opens the socket (and prepares `settings` where the provider can), best effort. */
  warm(settings: ResponseSettings): void;
  /** Adds user text to the response under way; what becomes of it comes as `steer_*` events. */
  steer(request: SteerRequest): "sent" | "unsupported";
  /**
   * Makes a short response that the chain does not notice: on a lane of its own where the provider has
   * lanes, else on a connection of its own. Never rejects; an abort gives the failure `unsent` or `lost`.
   */
  ask(request: AskRequest, signal: AbortSignal): Promise<AskResult>;
  /** Has the provider shorten a context; not there on a line that never can. Never rejects. */
  compact?(request: CompactRequest, signal: AbortSignal): Promise<CompactResult>;
  /**
   * Ends the response under way; no event with its key is emitted afterwards. For the one that ended last it says that
   * its calls will not be answered.
   */
  cancel(key: string): void;
  /** Ends the line; no event is emitted afterwards. */
  close(): void;
}

export type LineListener = {
  onEvent: (event: UpstreamEvent) => void;
  onStatus: (status: LineStatus) => void;
};

/** A provider. One line belongs to one session; sockets are never shared between principals. */
export interface Upstream {
  open(listener: LineListener): UpstreamLine;
  /** Closes every line. Resolves when the sockets are closed. */
  close(): Promise<void>;
}
