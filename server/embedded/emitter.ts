import { assertNever } from "../../lib/util/assert-never";
import type { Item } from "../../lib/responses/item";
import type { BackendChunk } from "./backend";
import { callItem, closeItem, openItem, partDelta, type OpenItem } from "./emitter-items";
import { TokenMeter } from "./tokens";

export type EventBody = { type: string } & Record<string, unknown>;
export type WireEvent = EventBody & { sequence_number: number };

export type OutputChunk = Extract<
  BackendChunk,
  { type: "text" | "message_end" | "reasoning" | "reasoning_end" | "call" }
>;

type Options = {
  newId: (prefix: string) => string;
  parallelToolCalls: boolean;
  maxOutputTokens: number | null;
};

/** Turns a backend's chunks into numbered wire events. Does no I/O. */
export class ResponseEmitter {
  readonly output: Item[] = [];
  readonly #options: Options;
  readonly #visible = new TokenMeter();
  readonly #reasoning = new TokenMeter();
  #open: OpenItem | null = null;
  #next = 0;
  #calls = 0;
  #full = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** True once `max_output_tokens` has been reached: nothing more is taken. */
  get full(): boolean {
    return this.#full;
  }

  get callCount(): number {
    return this.#calls;
  }

  get tokens(): { output: number; reasoning: number } {
    const reasoning = this.#reasoning.total;
    return { output: this.#visible.total + reasoning, reasoning };
  }

  number(body: EventBody): WireEvent {
    const { type, ...rest } = body;
    return { type, sequence_number: this.#next++, ...rest };
  }

  feed(chunk: OutputChunk): WireEvent[] {
    if (this.#full) return [];
    switch (chunk.type) {
      case "text":
        return this.#part("message", this.#visible, chunk.text);
      case "reasoning":
        return this.#part("reasoning", this.#reasoning, chunk.text);
      case "message_end":
      case "reasoning_end":
        return this.close("completed");
      case "call":
        return this.#call(chunk);
      default:
        return assertNever(chunk);
    }
  }

  /** Ends the item that is still open, if any. */
  close(status: "completed" | "incomplete"): WireEvent[] {
    const open = this.#open;
    if (open === null) return [];
    this.#open = null;
    const { item, events } = closeItem(open, status);
    this.output.push(item);
    return events.map((event) => this.number(event));
  }

  #part(kind: OpenItem["kind"], meter: TokenMeter, text: string): WireEvent[] {
    const events: WireEvent[] = this.#open?.kind === kind ? [] : this.close("completed");
    const open = this.#open?.kind === kind ? this.#open : this.#begin(kind, events);
    const taken = this.#take(meter, text);
    if (taken === "") return events;
    open.parts.push(taken);
    events.push(this.number(partDelta(open, taken)));
    return events;
  }

  #begin(kind: OpenItem["kind"], events: WireEvent[]): OpenItem {
    const id = this.#options.newId(kind === "message" ? "msg" : "rs");
    const open: OpenItem = { kind, id, index: this.output.length, parts: [] };
    this.#open = open;
    for (const event of openItem(open)) events.push(this.number(event));
    return open;
  }

  #take(meter: TokenMeter, text: string): string {
    const limit = this.#options.maxOutputTokens;
    if (limit === null) {
      meter.add(text);
      return text;
    }
    const other = meter === this.#visible ? this.#reasoning : this.#visible;
    const taken = meter.take(text, limit - other.total);
    this.#full = taken.full;
    return taken.text;
  }

  #call(chunk: Extract<OutputChunk, { type: "call" }>): WireEvent[] {
    const events = this.close("completed");
    if (this.#calls > 0 && !this.#options.parallelToolCalls) return events;
    if (this.#take(this.#visible, chunk.name + chunk.arguments) !== chunk.name + chunk.arguments)
      return events;
    this.#calls += 1;
    const { newId } = this.#options;
    const ids = { id: newId("fc"), callId: chunk.callId ?? newId("call"), index: this.output.length };
    const { item, events: own } = callItem(chunk, ids);
    this.output.push(item);
    for (const event of own) events.push(this.number(event));
    return events;
  }
}
