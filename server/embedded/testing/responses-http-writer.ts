import type { ServerResponse } from "node:http";

export type Quirks = {
  /** `event:` lines before `data:`. */
  eventLines: boolean;
  numbered: boolean;
  /** How an event says which item it belongs to. `drifting`: the index is always 0 and ids change. */
  place: "full" | "drifting" | "none";
  newline: "\n" | "\r\n";
  /** Bytes per write; 0 writes each event whole. */
  slice: number;
  doneMark: boolean;
  comments: boolean;
  /** Whether thoughts come as a summary, as raw text, or as raw text whose item is never done. */
  thoughts: "summary" | "raw" | "raw_never_done";
  /** Whether a call's arguments come in pieces, at once in `.done`, or in the finished item only. */
  callArguments: "pieces" | "whole" | "item_only";
  /** Whether the terminal event carries `output`. */
  terminalOutput: boolean;
  /** Parameters that are refused with a 400. */
  refuses: readonly string[];
  numericCodes: boolean;
};

export type Step =
  | { say: string }
  | { think: string }
  | { decline: string }
  | { call: { name: string; arguments: string; callId?: string } }
  | { item: Record<string, unknown> }
  /** One event as given, in the dialect's framing. */
  | { send: Record<string, unknown> }
  /** Text as given, outside any framing. */
  | { bytes: string }
  | { until: Promise<unknown> }
  | { cut: true };

export type End =
  | { status: "completed" | "none" }
  | { status: "incomplete"; reason: string }
  | { status: "failed"; code: string | number | null; message: string };

type Fields = Record<string, unknown>;
type Spoken = Exclude<Step, { until: unknown } | { cut: true }>;

const halves = (text: string): string[] => {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== "");
};

/** Writes one response's events in a dialect, from the protocol's tables and nothing of ours. */
export class AnswerWriter {
  readonly #output: Fields[] = [];
  #number = 0;
  #drift = 0;

  /** Without `res` the events are dropped: only the finished response is wanted. */
  constructor(
    private readonly res: ServerResponse | null,
    private readonly body: Fields,
    private readonly quirks: Quirks,
  ) {}

  open(): void {
    this.res?.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    if (this.quirks.comments) this.#write(": PROCESSING\n\n");
    this.#event({ type: "response.created", response: this.#response("in_progress") });
    this.#event({ type: "response.in_progress", response: this.#response("in_progress") });
  }

  play(step: Spoken): void {
    if ("bytes" in step) this.#write(step.bytes);
    else if ("send" in step) this.#event(step.send);
    else if ("say" in step) this.#message("output_text", "text", step.say);
    else if ("decline" in step) this.#message("refusal", "refusal", step.decline);
    else if ("think" in step) this.#thought(step.think);
    else if ("call" in step) this.#call(step.call);
    else this.#whole(step.item);
    if (this.quirks.comments) this.#write(": PROCESSING\n\n");
  }

  /** Ends the stream and returns the finished response. */
  close(end: End, usage: object | null): Fields {
    const response = { ...this.#response(end.status), usage };
    const finished = this.quirks.terminalOutput ? { ...response, output: this.#output } : response;
    if (end.status === "completed") this.#event({ type: "response.completed", response: finished });
    if (end.status === "incomplete") {
      const incomplete_details = { reason: end.reason };
      this.#event({ type: "response.incomplete", response: { ...finished, incomplete_details } });
      return { ...finished, incomplete_details };
    }
    if (end.status === "failed") {
      const error = { code: end.code, message: end.message };
      this.#event({ type: "response.failed", response: { ...finished, error } });
      return { ...finished, error };
    }
    if (this.quirks.doneMark && end.status === "completed") this.#write("data: [DONE]\n\n");
    return finished;
  }

  #message(type: "output_text" | "refusal", field: "text" | "refusal", text: string): void {
    const { id, index } = this.#next("msg");
    const part = { type, [field]: text, ...(type === "refusal" ? {} : { annotations: [] }) };
    const item = { id, type: "message", role: "assistant", status: "completed", content: [part] };
    const at = { content_index: 0 };
    this.#added(index, { ...item, status: "in_progress", content: [] });
    this.#about(
      { id, index },
      { type: "response.content_part.added", ...at, part: { ...part, [field]: "" } },
    );
    for (const delta of halves(text))
      this.#about({ id, index }, { type: `response.${type}.delta`, ...at, delta });
    this.#about({ id, index }, { type: `response.${type}.done`, ...at, [field]: text });
    this.#about({ id, index }, { type: "response.content_part.done", ...at, part });
    this.#done(index, item);
  }

  #thought(text: string): void {
    const { id, index } = this.#next("rs");
    const summarised = this.quirks.thoughts === "summary";
    const include = Array.isArray(this.body.include) ? this.body.include : [];
    const item = {
      id,
      type: "reasoning",
      summary: summarised ? [{ type: "summary_text", text }] : [],
      ...(summarised ? {} : { content: [{ type: "reasoning_text", text }] }),
      ...(include.includes("reasoning.encrypted_content") ? { encrypted_content: `sealed:${text}` } : {}),
    };
    const kind = summarised ? "reasoning_summary_text" : "reasoning_text";
    const at = summarised ? { summary_index: 0 } : { content_index: 0 };
    this.#added(index, { ...item, summary: [], content: [] });
    for (const delta of halves(text))
      this.#about({ id, index }, { type: `response.${kind}.delta`, ...at, delta });
    if (this.quirks.thoughts === "raw_never_done") this.#output.push(item);
    else {
      this.#about({ id, index }, { type: `response.${kind}.done`, ...at, text });
      this.#done(index, item);
    }
  }

  #call({ name, arguments: args, callId }: Extract<Step, { call: unknown }>["call"]): void {
    const { id, index } = this.#next("fc");
    const item = { id, type: "function_call", call_id: callId ?? `call_${id}`, name, arguments: args };
    const kind = "response.function_call_arguments";
    const pieces = { pieces: halves(args), whole: [args], item_only: [] }[this.quirks.callArguments];
    this.#added(index, { ...item, arguments: "", status: "in_progress" });
    for (const delta of pieces) this.#about({ id, index }, { type: `${kind}.delta`, delta });
    if (pieces.length > 0) this.#about({ id, index }, { type: `${kind}.done`, arguments: args });
    this.#done(index, { ...item, status: "completed" });
  }

  #whole(item: Fields): void {
    const { index } = this.#next("item");
    this.#added(index, { ...item, status: "in_progress" });
    this.#done(index, item);
  }

  #next(prefix: string): { id: string; index: number } {
    return { id: `${prefix}_${this.#output.length}`, index: this.#output.length };
  }

  #added(index: number, item: Fields): void {
    this.#about({ id: null, index }, { type: "response.output_item.added", item });
  }

  #done(index: number, item: Fields): void {
    this.#output.push(item);
    this.#about({ id: null, index }, { type: "response.output_item.done", item });
  }

  #about({ id, index }: { id: string | null; index: number }, event: Fields): void {
    const { place } = this.quirks;
    if (place === "none") return this.#event(event);
    const item_id = place === "full" ? id : `drift_${this.#drift++}`;
    this.#event({
      ...event,
      output_index: place === "full" ? index : 0,
      ...(id === null ? {} : { item_id }),
    });
  }

  #event(fields: Fields): void {
    const numbered = this.quirks.numbered ? { ...fields, sequence_number: this.#number++ } : fields;
    const name = this.quirks.eventLines ? `event: ${String(fields.type)}\n` : "";
    this.#write(`${name}data: ${JSON.stringify(numbered)}\n\n`);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text.replaceAll("\n", this.quirks.newline));
    const size = this.quirks.slice || bytes.length || 1;
    for (let from = 0; from < bytes.length; from += size) this.res?.write(bytes.subarray(from, from + size));
  }

  #response(status: string): Fields {
    const { model } = this.body;
    return { id: "resp_remote", object: "response", created_at: 1, status, model, error: null, usage: null };
  }
}
