import { randomBytes } from "node:crypto";
import { ARGUMENTS } from "./scenario";
import { stamp } from "./stamp";

export type Request = {
  type: string;
  model: string;
  instructions: string;
  tools: unknown[];
  generate?: boolean;
  previous_response_id?: string;
  input: { type?: string; role?: string }[];
};

const id = (prefix: string): string => `${prefix}_${randomBytes(24).toString("hex")}`;

/** The events of one response, each as its frame. They carry about what a provider's events carry. */
export class Reply {
  readonly id = id("resp");
  readonly #created = Math.floor(Date.now() / 1000);
  #number = 0;

  constructor(private readonly request: Request) {}

  begin(): string[] {
    return [
      this.#response("response.created", "in_progress"),
      this.#response("response.in_progress", "in_progress"),
    ];
  }

  call(): string[] {
    const item = {
      id: id("fc"),
      type: "function_call",
      status: "completed",
      call_id: id("call"),
      name: "tool_1",
    };
    const place = { item_id: item.id, output_index: 0 };
    const half = ARGUMENTS.length >> 1;
    const delta = (part: string) =>
      this.#event("response.function_call_arguments.delta", {
        ...place,
        delta: part,
        obfuscation: "x".repeat(24),
      });
    const done = { ...item, arguments: ARGUMENTS };
    return [
      this.#event("response.output_item.added", {
        output_index: 0,
        item: { ...item, status: "in_progress", arguments: "" },
      }),
      delta(ARGUMENTS.slice(0, half)),
      delta(ARGUMENTS.slice(half)),
      this.#event("response.function_call_arguments.done", { ...place, arguments: ARGUMENTS }),
      this.#event("response.output_item.done", { output_index: 0, item: done }),
      this.#response("response.completed", "completed", [done]),
    ];
  }

  text(): Text {
    const itemId = id("msg");
    const place = { item_id: itemId, output_index: 0, content_index: 0 };
    const item = { id: itemId, type: "message", role: "assistant" };
    const part = (text: string) => ({ type: "output_text", annotations: [], logprobs: [], text });
    const head = JSON.stringify({ type: "response.output_text.delta", ...place }).slice(0, -1);
    const padding = `"logprobs":[],"obfuscation":"${"x".repeat(52)}"`;
    let whole = "";
    return {
      open: () => [
        this.#event("response.output_item.added", {
          output_index: 0,
          item: { ...item, status: "in_progress", content: [] },
        }),
        this.#event("response.content_part.added", { ...place, part: part("") }),
      ],
      delta: () => {
        const text = stamp();
        whole += text;
        return `${head},"delta":"${text}",${padding},"sequence_number":${this.#number++}}`;
      },
      close: () => {
        const done = { ...item, status: "completed", content: [part(whole)] };
        return [
          this.#event("response.output_text.done", { ...place, text: whole, logprobs: [] }),
          this.#event("response.content_part.done", { ...place, part: part(whole) }),
          this.#event("response.output_item.done", { output_index: 0, item: done }),
          this.#response("response.completed", "completed", [done]),
        ];
      },
    };
  }

  /** The answer to a warm-up: nothing was generated. */
  empty(): string[] {
    return [...this.begin(), this.#response("response.completed", "completed")];
  }

  #event(type: string, fields: Record<string, unknown>): string {
    return JSON.stringify({ type, sequence_number: this.#number++, ...fields });
  }

  #response(type: string, status: string, output: unknown[] = []): string {
    const { model, instructions, tools, previous_response_id = null } = this.request;
    const usage = status === "completed" ? USAGE : null;
    const settled = { object: "response", created_at: this.#created, error: null, incomplete_details: null };
    const asked = {
      model,
      instructions,
      tools,
      previous_response_id,
      parallel_tool_calls: true,
      store: false,
    };
    const response = { id: this.id, ...settled, status, ...asked, output, usage, temperature: 1, top_p: 1 };
    return this.#event(type, { response });
  }
}

export type Text = { open(): string[]; delta(): string; close(): string[] };

const USAGE = {
  input_tokens: 1_000,
  input_tokens_details: { cached_tokens: 900 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 1_020,
};
