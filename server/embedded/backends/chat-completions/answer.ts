import { isRecord } from "../../../../lib/util/json";
import type { BackendChunk, BackendRefusal } from "../../backend";
import { refusalOf } from "../responses-http/refusal";
import { CallAssembler, type CallOptions } from "./calls";

type Options = CallOptions & { apiKey: string | null };

type Fields = Record<string, unknown>;

const NO_HEADERS = new Headers();

/** Turns the chunks of one chat completion, or a whole one, into what a backend yields. */
export class ChatAnswer {
  readonly #apiKey: string | null;
  readonly #calls: CallAssembler;
  /** Text that came in the middle of a call: it is said once the call is complete. */
  #held: BackendChunk[] = [];
  #finish: string | null = null;
  /** White space with which a message would begin: models put it between their thoughts and their calls. */
  #blank = "";
  #speaking = false;

  constructor({ apiKey, ...calls }: Options) {
    this.#apiKey = apiKey;
    this.#calls = new CallAssembler(calls);
  }

  /** Whether the model has said how it ended: what can still come is its usage. */
  get finished(): boolean {
    return this.#finish !== null;
  }

  /** What one event's JSON means. A refusal is the last chunk. */
  read(value: unknown): BackendChunk[] {
    if (!isRecord(value)) return [unreadable()];
    const error = errorIn(value);
    if (error !== null) return [refuse(error, this.#apiKey)];
    const choice = choiceOf(value.choices);
    const chunks = choice === null ? [] : this.#choice(choice);
    const usage = usageChunk(value.usage ?? choice?.usage);
    return usage === null ? chunks : [...chunks, usage];
  }

  /** The last chunks; `marked` when the stream said itself that it was over. */
  end(marked: boolean): BackendChunk[] {
    switch (this.#finish) {
      case null:
        return marked ? this.#completed() : [failed(CUT_SHORT)];
      case "length":
        return this.#incomplete("max_output_tokens");
      case "content_filter":
        return this.#incomplete("content_filter");
      case "error":
      case "abort":
        return [failed("The model's server gave up.")];
      default:
        return this.#completed();
    }
  }

  #choice(choice: Fields): BackendChunk[] {
    const delta = isRecord(choice.delta) ? choice.delta : isRecord(choice.message) ? choice.message : {};
    if (typeof choice.finish_reason === "string" && choice.finish_reason !== "")
      this.#finish = choice.finish_reason;
    const said = [
      ...thoughts(delta),
      ...spoken(delta.content),
      ...piece("refusal", delta.refusal),
      ...annotations(delta.annotations),
    ];
    return [...this.#say(said), ...this.#call(delta)];
  }

  #say(said: readonly BackendChunk[]): BackendChunk[] {
    const worth = said.flatMap((chunk) => this.#withoutBlank(chunk));
    if (worth.length === 0) return [];
    const settled = this.#calls.settle();
    this.#held.push(...worth);
    return this.#calls.busy ? settled : [...settled, ...this.#held.splice(0)];
  }

  #withoutBlank(chunk: BackendChunk): BackendChunk[] {
    if (chunk.type === "reasoning_text") {
      this.#blank = "";
      this.#speaking = false;
    }
    if (chunk.type !== "text") return [chunk];
    const text = this.#speaking ? chunk.text : this.#blank + chunk.text;
    this.#speaking ||= text.trim() !== "";
    this.#blank = this.#speaking ? "" : text;
    return this.#speaking ? [{ type: "text", text }] : [];
  }

  #call({ tool_calls: toolCalls, function_call: functionCall }: Fields): BackendChunk[] {
    const chunks = this.#calls.take(toolCalls, functionCall);
    if (chunks.length > 0) this.#speaking = false;
    return chunks;
  }

  #completed(): BackendChunk[] {
    const calls = this.#calls.end();
    const end = this.#calls.nameless
      ? failed(NAMELESS)
      : { type: "end" as const, reason: "completed" as const };
    return [...calls, ...this.#held, end];
  }

  /** A call that is not complete stays open, which makes it no call. */
  #incomplete(details: string): BackendChunk[] {
    const settled = this.#calls.settle();
    const held = this.#calls.busy ? [] : this.#held;
    return [...settled, ...held, { type: "end", reason: "incomplete", details }];
  }
}

export const unreadable = (): BackendRefusal => ({
  ...{ type: "refuse", status: 502, code: "server_error", headers: {} },
  message: "The model's server sent something that is no chat completion.",
});

const CUT_SHORT = "The model's server ended its answer before it was complete.";
const NAMELESS = "The model's server sent a tool call without a name.";

const failed = (message: string): BackendChunk => ({
  ...{ type: "end", reason: "failed", code: "server_error" },
  message,
});

function refuse(error: Fields, apiKey: string | null): BackendRefusal {
  const status = statusIn(error);
  return {
    type: "refuse",
    ...refusalOf({ status, headers: NO_HEADERS, text: JSON.stringify({ error }) }, apiKey),
  };
}

/** The error that an event carries in place of an answer, in one form. */
function errorIn(value: Fields): Fields | null {
  if (isRecord(value.error)) return value.error;
  if (typeof value.error === "string") return { message: value.error };
  return value.object === "error" ? value : null;
}

function statusIn({ status, code }: Fields): number {
  const said = [status, code].find((each) => typeof each === "number" && each >= 400 && each <= 599);
  return typeof said === "number" ? said : 502;
}

/** More than one choice is never asked for. */
function choiceOf(choices: unknown): Fields | null {
  if (!Array.isArray(choices)) return null;
  const list: unknown[] = choices;
  const first = list.find((choice) => isRecord(choice) && (choice.index ?? 0) === 0);
  return isRecord(first) ? first : null;
}

const piece = (type: "text" | "refusal" | "reasoning_text", text: unknown): BackendChunk[] =>
  typeof text === "string" && text !== "" ? [{ type, text }] : [];

/** Servers that know both names send the same text under both. */
function thoughts({ reasoning_content, reasoning }: Fields): BackendChunk[] {
  const first = piece("reasoning_text", reasoning_content);
  return first.length > 0 ? first : piece("reasoning_text", reasoning);
}

/** Content is a string, or, where models think aloud, a list of parts. */
function spoken(content: unknown): BackendChunk[] {
  if (!Array.isArray(content)) return piece("text", content);
  return content.flatMap((part: unknown) => {
    if (!isRecord(part)) return [];
    if (part.type !== "thinking") return piece("text", part.text);
    const thought: unknown[] = Array.isArray(part.thinking) ? part.thinking : [{ text: part.thinking }];
    return thought.flatMap((each) => (isRecord(each) ? piece("reasoning_text", each.text) : []));
  });
}

function annotations(list: unknown): BackendChunk[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map(({ type, url_citation: citation, ...rest }) => ({
    type: "annotation",
    annotation: { type, ...rest, ...(isRecord(citation) ? citation : {}) },
  }));
}

function usageChunk(usage: unknown): BackendChunk | null {
  if (!isRecord(usage) || typeof usage.prompt_tokens !== "number") return null;
  return {
    type: "usage",
    input: usage.prompt_tokens,
    cached: detail(usage.prompt_tokens_details, "cached_tokens"),
    output: typeof usage.completion_tokens === "number" ? usage.completion_tokens : 0,
    reasoning: detail(usage.completion_tokens_details, "reasoning_tokens"),
  };
}

function detail(details: unknown, name: string): number {
  const count = isRecord(details) ? details[name] : undefined;
  return typeof count === "number" ? count : 0;
}
