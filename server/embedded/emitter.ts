import { assertNever } from "../../lib/util/assert-never";
import { itemType, type Item } from "../../lib/responses/item";
import type { BackendChunk, ReportedUsage } from "./backend";
import { isCall } from "./context";
import * as items from "./emitter-items";
import type { OpenCall, OpenItem, OpenTextItem } from "./emitter-items";
import { annotate, partDelta, type OpenPart, type PartKind } from "./emitter-parts";
import { TokenMeter } from "./tokens";
import { Numbering } from "./voice";

export type EventBody = { type: string } & Record<string, unknown>;
export type WireEvent = EventBody & { sequence_number: number };

/** The chunks that make output; the others concern the response as a whole. */
export type OutputChunk = Exclude<
  BackendChunk,
  { type: "accepted" | "usage" | "end" | "refuse" | "drop" | "close" | "stall" | "frame" }
>;

type Options = {
  newId: (prefix: string) => string;
  parallelToolCalls: boolean;
  maxOutputTokens: number | null;
};

export type OutputTokens = { output: number; reasoning: number };

type CallStart = { name: string; callId?: string };

/** Turns a backend's chunks into numbered wire events. Does no I/O. */
export class ResponseEmitter {
  readonly numbering = new Numbering();
  readonly output: Item[] = [];
  /** What the backend says that the whole context cost; null while it has not. */
  reported: ReportedUsage | null = null;
  readonly #options: Options;
  readonly #visible = new TokenMeter();
  readonly #reasoning = new TokenMeter();
  #open: OpenItem | null = null;
  #calls = 0;
  #full = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** True once `max_output_tokens` has been reached: nothing more is taken. */
  get full(): boolean {
    return this.#full;
  }

  /** The calls that are complete. */
  get callCount(): number {
    return this.#calls;
  }

  get tokens(): OutputTokens {
    const reasoning = this.#reasoning.total;
    return { output: this.#visible.total + reasoning, reasoning };
  }

  feed(chunk: OutputChunk): WireEvent[] {
    return this.#full ? [] : this.#bodies(chunk).map((body) => this.numbering.number(body));
  }

  /** Ends the item that is still open, if any. A call that is cut short is no call: it must not be carried out. */
  close(status: "completed" | "incomplete"): WireEvent[] {
    return this.#close(status).map((body) => this.numbering.number(body));
  }

  #bodies(chunk: OutputChunk): EventBody[] {
    switch (chunk.type) {
      case "text":
        return this.#text("output_text", chunk.text);
      case "refusal":
        return this.#text("refusal", chunk.text);
      case "reasoning":
        return this.#text("summary_text", chunk.text);
      case "reasoning_text":
        return this.#text("reasoning_text", chunk.text);
      case "annotation":
        return this.#annotation(chunk.annotation);
      case "part_end":
        return this.#open === null || this.#open.kind === "call" ? [] : items.closePart(this.#open);
      case "message_end":
      case "reasoning_end":
      case "call_end":
        return this.#close("completed");
      case "call":
        return this.#wholeCall(chunk);
      case "call_start":
        return this.#startCall(chunk);
      case "call_delta":
        return this.#callDelta(chunk.arguments);
      case "fields":
        if (this.#open !== null) Object.assign(this.#open.fields, chunk.fields);
        return [];
      case "item":
        return this.#item(chunk.item);
      default:
        return assertNever(chunk);
    }
  }

  #close(status: "completed" | "incomplete"): EventBody[] {
    const open = this.#open;
    this.#open = null;
    if (open === null || (open.kind === "call" && status === "incomplete")) return [];
    if (open.kind === "call") this.#calls += 1;
    const { item, events } = open.kind === "call" ? items.closeCall(open) : items.closeTextItem(open, status);
    this.output.push(item);
    return events;
  }

  #text(kind: PartKind, text: string): EventBody[] {
    const { open, part, events } = this.#part(kind);
    const meter = open.kind === "message" ? this.#visible : this.#reasoning;
    const taken = this.#take(meter, text);
    if (taken === "") return events;
    part.pieces.push(taken);
    return [...events, partDelta(part, items.placeOf(open), taken)];
  }

  #annotation(annotation: Record<string, unknown>): EventBody[] {
    const { open, part, events } = this.#part("output_text");
    return [...events, annotate(part, items.placeOf(open), annotation)];
  }

  /** The open part of this kind, opened where there is none. */
  #part(kind: PartKind): { open: OpenTextItem; part: OpenPart; events: EventBody[] } {
    const events: EventBody[] = [];
    const itemKind = items.itemKindOf(kind);
    let open = this.#open;
    if (open?.kind !== itemKind) {
      events.push(...this.#close("completed"));
      open = { ...this.#base(itemKind === "message" ? "msg" : "rs"), kind: itemKind, done: [], part: null };
      this.#open = open;
      events.push(items.openItem(open));
    }
    if (open.part?.kind === kind) return { open, part: open.part, events };
    events.push(...items.closePart(open));
    const { part, event } = items.openPart(open, kind);
    return { open, part, events: [...events, event] };
  }

  #base(prefix: string) {
    return { id: this.#options.newId(prefix), index: this.output.length, fields: {} };
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

  /** Either the whole call, or, where it does not fit any more, nothing of it. */
  #wholeCall(chunk: CallStart & { arguments: string }): EventBody[] {
    const events = this.#close("completed");
    if (!this.#mayCall()) return events;
    if (this.#take(this.#visible, chunk.name + chunk.arguments) !== chunk.name + chunk.arguments)
      return events;
    const open = this.#openCall(chunk);
    open.pieces.push(chunk.arguments);
    return [
      ...events,
      items.openItem(open),
      ...items.argumentsDelta(open, chunk.arguments),
      ...this.#close("completed"),
    ];
  }

  #startCall(chunk: CallStart): EventBody[] {
    const events = this.#close("completed");
    if (!this.#mayCall() || this.#take(this.#visible, chunk.name) !== chunk.name) return events;
    return [...events, items.openItem(this.#openCall(chunk))];
  }

  /** Arguments of a call that was dropped go nowhere. */
  #callDelta(args: string): EventBody[] {
    const open = this.#open;
    if (open?.kind !== "call") return [];
    const taken = this.#take(this.#visible, args);
    open.pieces.push(taken);
    return items.argumentsDelta(open, taken);
  }

  #mayCall(): boolean {
    return this.#calls === 0 || this.#options.parallelToolCalls;
  }

  #openCall({ name, callId }: CallStart): OpenCall {
    const open: OpenCall = {
      ...this.#base("fc"),
      kind: "call",
      callId: callId ?? this.#options.newId("call"),
      name,
      pieces: [],
    };
    this.#open = open;
    return open;
  }

  #item(given: Item): EventBody[] {
    const events = this.#close("completed");
    if (isCall(given) && !this.#mayCall()) return events;
    if (isCall(given)) this.#calls += 1;
    const item =
      typeof given.id === "string" ? given : { ...given, id: this.#options.newId(itemType(given)) };
    const index = this.output.length;
    this.output.push(item);
    return [...events, ...items.passItem(item, index)];
  }
}
