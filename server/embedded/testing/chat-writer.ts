import type { ServerResponse } from "node:http";

/** Servers that are known to answer `POST /v1/chat/completions`, each with its own habits on the wire. */
export type ChatDialect =
  | "openai"
  | "ollama"
  | "ollama-old"
  | "llama.cpp"
  | "vllm"
  | "lmstudio"
  | "mistral"
  | "gateway"
  | "legacy"
  | "json";

type Quirks = {
  /** The field that holds thoughts; `both` sends the same text twice, `parts` a list of typed parts. */
  thoughts: "reasoning_content" | "reasoning" | "both" | "parts";
  /** How a tool call comes: `pieces` in turns, `mixed` in pieces of several calls by turns, `whole` in one chunk each, `list` all in one. */
  calls: "pieces" | "mixed" | "whole" | "list" | "function_call";
  index: "counted" | "zero" | "none";
  ids: "random" | "restarting" | "none";
  arguments: "string" | "object";
  /** The reason that ends a turn with calls. */
  callReason: string;
  /** Where usage is told. */
  usage: "own_chunk" | "with_reason" | "never";
  newline: "\n" | "\r\n";
  /** Bytes per write; 0 writes each event whole. */
  slice: number;
  comments: boolean;
  doneMark: boolean;
  errorEvent: boolean;
};

const PLAIN: Quirks = {
  ...{ thoughts: "reasoning_content", calls: "pieces", index: "counted", ids: "random" },
  ...{ arguments: "string", callReason: "tool_calls", usage: "own_chunk" },
  ...{ newline: "\n", slice: 0, comments: false, doneMark: true, errorEvent: false },
};

/**
 * Modelled on the documents and issue trackers of these servers, not on captures: Ollama's calls come whole and used to
 * be all under index 0 (ollama#15457); llama.cpp tells usage beside the reason; vLLM renamed `reasoning_content` and may
 * send both; LM Studio names its error events; Mistral counts no index and thinks in parts; gateways in front of others
 * keep alive with comments, mix the pieces of parallel calls and leave ids out.
 */
export const DIALECTS: Record<ChatDialect, Quirks> = {
  openai: PLAIN,
  ollama: { ...PLAIN, thoughts: "reasoning", calls: "whole" },
  "ollama-old": { ...PLAIN, calls: "whole", index: "zero", usage: "never", callReason: "stop" },
  "llama.cpp": { ...PLAIN, usage: "with_reason", slice: 5 },
  vllm: { ...PLAIN, thoughts: "both" },
  lmstudio: { ...PLAIN, newline: "\r\n", slice: 7, errorEvent: true, ids: "restarting" },
  mistral: { ...PLAIN, thoughts: "parts", calls: "list", index: "none" },
  gateway: { ...PLAIN, comments: true, calls: "mixed", ids: "none", doneMark: false },
  legacy: { ...PLAIN, calls: "function_call", callReason: "function_call", usage: "never" },
  json: { ...PLAIN, arguments: "object", ids: "none", index: "none", calls: "list" },
};

export type PlayedCall = { name: string; arguments: string };

export type ChatUsage = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens: number } | null;
  completion_tokens_details?: { reasoning_tokens: number } | null;
};

const PIECE = 6;
let made = 0;

/** Writes one streamed answer in the way of a dialect. */
export class ChatWriter {
  readonly #quirks: Quirks;

  constructor(
    private readonly res: ServerResponse,
    private readonly model: string,
    dialect: ChatDialect,
  ) {
    this.#quirks = DIALECTS[dialect];
  }

  begin(): void {
    this.res.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    if (this.#quirks.comments) this.bytes(`: PROCESSING${this.#quirks.newline.repeat(2)}`);
    this.#delta({ role: "assistant", content: "" });
  }

  say(text: string): void {
    for (const piece of pieces(text)) this.#delta({ content: piece });
  }

  think(text: string): void {
    for (const piece of pieces(text)) this.#delta(this.#thought(piece));
  }

  call(calls: readonly PlayedCall[]): void {
    const entries = calls.map((call, at) => callEntry(call, at, this.#quirks));
    switch (this.#quirks.calls) {
      case "whole":
        for (const entry of entries) this.#delta({ content: "", tool_calls: [entry] });
        break;
      case "list":
        this.#delta({ tool_calls: entries });
        break;
      case "function_call":
        for (const piece of calls.slice(0, 1).flatMap(olderPieces)) this.#delta({ function_call: piece });
        break;
      case "pieces":
        for (const [at, call] of calls.entries())
          for (const piece of callPieces(call, at, this.#quirks)) this.#delta({ tool_calls: [piece] });
        break;
      case "mixed":
        for (const piece of byTurns(calls.map((call, at) => callPieces(call, at, this.#quirks))))
          this.#delta({ tool_calls: [piece] });
        break;
    }
  }

  end(reason: string | null, usage: ChatUsage, wanted: boolean): void {
    const { usage: told, doneMark } = this.#quirks;
    if (reason !== null) this.#event(this.#chunk({}, reason), told === "with_reason" ? { usage } : {});
    if (told === "own_chunk" && wanted) this.#event({ ...this.#chunk({}, null), choices: [] }, { usage });
    if (doneMark) this.#data("[DONE]");
    this.res.end();
  }

  callReason(): string {
    return this.#quirks.callReason;
  }

  error(error: unknown): void {
    if (this.#quirks.errorEvent) this.bytes(`event: error${this.#quirks.newline}`);
    this.#data(JSON.stringify({ error }));
  }

  bytes(text: string): void {
    const whole = Buffer.from(text);
    const { slice } = this.#quirks;
    if (slice === 0) this.res.write(whole);
    else for (let at = 0; at < whole.length; at += slice) this.res.write(whole.subarray(at, at + slice));
  }

  #delta(delta: object): void {
    this.#event(this.#chunk(delta, null), {});
  }

  #chunk(delta: object, reason: string | null) {
    return {
      ...{ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: this.model },
      choices: [{ index: 0, delta, finish_reason: reason }],
    };
  }

  #event(chunk: object, more: object): void {
    this.#data(JSON.stringify({ ...chunk, ...more }));
    if (this.#quirks.comments) this.bytes(`: PROCESSING${this.#quirks.newline.repeat(2)}`);
  }

  #data(text: string): void {
    this.bytes(`data: ${text}${this.#quirks.newline.repeat(2)}`);
  }

  #thought(text: string): object {
    switch (this.#quirks.thoughts) {
      case "both":
        return { reasoning: text, reasoning_content: text };
      case "parts":
        return { content: [{ type: "thinking", thinking: [{ type: "text", text }] }] };
      default:
        return { [this.#quirks.thoughts]: text };
    }
  }
}

/** A finished completion, as a server sends it that does not stream. */
export function wholeCompletion(
  said: { text: string; calls: readonly PlayedCall[]; usage: ChatUsage },
  dialect: ChatDialect,
) {
  const quirks = DIALECTS[dialect];
  const calls = said.calls.map((call, at) => callEntry(call, at, quirks));
  const message = {
    role: "assistant",
    content: said.text === "" ? null : said.text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...{ id: "chatcmpl-1", object: "chat.completion", usage: said.usage },
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? "tool_calls" : "stop" }],
  };
}

function callEntry({ name, arguments: args }: PlayedCall, at: number, quirks: Quirks): object {
  const sent = quirks.arguments === "object" ? (JSON.parse(args) as unknown) : args;
  return { ...heading(at, quirks), type: "function", function: { name, arguments: sent } };
}

function heading(at: number, { index, ids }: Quirks): object {
  const id = ids === "random" ? `call_${(made += 1)}` : String(at);
  return {
    ...(index === "none" ? {} : { index: index === "zero" ? 0 : at }),
    ...(ids === "none" ? {} : { id }),
  };
}

function callPieces({ name, arguments: args }: PlayedCall, at: number, quirks: Quirks): object[] {
  const place = quirks.index === "none" ? {} : { index: at };
  return [
    { ...heading(at, quirks), type: "function", function: { name, arguments: "" } },
    ...pieces(args).map((piece) => ({ ...place, function: { arguments: piece } })),
  ];
}

const olderPieces = ({ name, arguments: args }: PlayedCall): object[] => [
  { name, arguments: "" },
  ...pieces(args).map((piece) => ({ arguments: piece })),
];

function byTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

const pieces = (text: string): string[] => {
  const points = Array.from(text);
  return Array.from({ length: Math.ceil(points.length / PIECE) }, (_, at) =>
    points.slice(at * PIECE, (at + 1) * PIECE).join(""),
  );
};
