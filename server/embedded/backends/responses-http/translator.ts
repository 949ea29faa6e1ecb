import type { Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendChunk } from "../../backend";
import {
  annotate,
  argue,
  closing,
  kindOf,
  nameCall,
  newEntry,
  nextPart,
  remainder,
  speak,
  type Entry,
  type EntryKind,
} from "./entry";
import { indexOrNull, itemOrNull, text, textOrNull, type Fields } from "./fields";
import { OutputOrder } from "./output-order";
import type { TakenIds } from "./taken-ids";
import { failed, terminalChunks, type Terminal } from "./terminal";

/**
 * Turns the events of another Responses server into chunks. Events are matched to items by id, else by index, else by
 * kind, for servers that mix these up or leave them out; what is unknown is passed over.
 */
export class Translator {
  readonly #order = new OutputOrder();

  constructor(private readonly taken: TakenIds) {}

  read(type: string, event: Fields): BackendChunk[] {
    switch (type) {
      case "response.created":
      case "response.in_progress":
      case "response.queued":
        return [{ type: "accepted" }];
      case "response.output_item.added":
        return this.#added(event);
      case "response.output_item.done":
        return this.#done(event);
      case "response.content_part.added":
        return this.#part(event, "message");
      case "response.reasoning_summary_part.added":
        return this.#part(event, "reasoning");
      default:
        return this.#piece(type, event);
    }
  }

  /** What the terminal event still has to add, and the end. */
  end(terminal: Terminal): BackendChunk[] {
    const added = terminal.end.reason === "failed" ? [] : this.#reconcile(terminal);
    const broken = added.findIndex(({ type }) => type === "end");
    return broken >= 0 ? added.slice(0, broken + 1) : [...added, ...terminalChunks(terminal)];
  }

  #piece(type: string, event: Fields): BackendChunk[] {
    switch (type) {
      case "response.output_text.delta":
      case "response.content_part.delta":
        return this.#say(event, "message", "text");
      case "response.refusal.delta":
        return this.#say(event, "message", "refusal");
      case "response.reasoning_summary_text.delta":
        return this.#say(event, "reasoning", "reasoning");
      case "response.reasoning_text.delta":
      case "response.reasoning.delta":
        return this.#say(event, "reasoning", "reasoning_text");
      case "response.output_text.annotation.added":
        return this.#annotation(event);
      case "response.function_call_arguments.delta":
        return this.#arguments(event, text(event.delta));
      case "response.function_call_arguments.done":
        return this.#wholeArguments(event);
      default:
        return [];
    }
  }

  #added(event: Fields): BackendChunk[] {
    const item = itemOrNull(event.item);
    if (item === null) return [];
    const entry = newEntry(kindOf(item), { id: textOrNull(item.id), index: indexOrNull(event.output_index) });
    this.#order.add(entry);
    if (entry.kind !== "function_call") return [{ type: "accepted" }];
    return this.#order.put(entry, nameCall(entry, item, this.taken.callId(item.call_id)));
  }

  #done(event: Fields): BackendChunk[] {
    const item = itemOrNull(event.item);
    if (item === null) return [];
    const id = textOrNull(item.id);
    const known =
      id !== null && this.#order.entries.some((entry) => entry.id === id && entry.state === "done");
    return known ? [] : this.#finish(this.#entryFor({ ...event, item_id: id }, kindOf(item)), item);
  }

  #finish(entry: Entry, item: Item): BackendChunk[] {
    if (entry.kind === "other")
      return this.#order.finish(entry, item.type === undefined ? [] : [this.#whole(item)]);
    const start =
      entry.kind === "function_call" ? nameCall(entry, item, this.taken.callId(item.call_id)) : [];
    const rest = remainder(entry, item);
    if (rest === null) return [TWO_VERSIONS];
    if (entry.kind === "function_call" && !entry.begun) return [NAMELESS];
    if (!entry.begun && typeof item.encrypted_content === "string") {
      return this.#order.finish(entry, [this.#whole(item)]);
    }
    const cutShort = item.status === "incomplete";
    return this.#order.finish(entry, [...start, ...rest, ...(cutShort ? [] : closing(entry))]);
  }

  #whole(item: Item): BackendChunk {
    return { type: "item", item: this.taken.renamed(item) };
  }

  #part(event: Fields, kind: EntryKind): BackendChunk[] {
    const part = isRecord(event.part) ? event.part.type : undefined;
    const entry = this.#entryFor(event, part === "reasoning_text" ? "reasoning" : kind);
    return this.#order.put(entry, nextPart(entry));
  }

  #say(
    event: Fields,
    kind: EntryKind,
    type: "text" | "refusal" | "reasoning" | "reasoning_text",
  ): BackendChunk[] {
    const entry = this.#entryFor(event, kind);
    return this.#order.put(entry, speak(entry, type, text(event.delta)));
  }

  #annotation(event: Fields): BackendChunk[] {
    if (!isRecord(event.annotation)) return [];
    const entry = this.#entryFor(event, "message");
    return this.#order.put(entry, annotate(entry, event.annotation));
  }

  #arguments(event: Fields, delta: string): BackendChunk[] {
    const entry = this.#entryFor(event, "function_call");
    return this.#order.put(entry, argue(entry, delta));
  }

  #wholeArguments(event: Fields): BackendChunk[] {
    const whole = text(event.arguments);
    const entry = this.#entryFor(event, "function_call");
    if (!whole.startsWith(entry.text)) return whole === "" ? [] : [TWO_VERSIONS];
    return this.#arguments(event, whole.slice(entry.text.length));
  }

  #entryFor(event: Fields, kind: EntryKind): Entry {
    const id = textOrNull(event.item_id);
    const index = indexOrNull(event.output_index);
    const open = this.#order.entries.filter((entry) => entry.kind === kind && entry.state === "open");
    const found =
      open.find((entry) => id !== null && entry.id === id) ??
      open.findLast((entry) => index !== null && entry.index === index) ??
      open.at(-1);
    if (found !== undefined) return found;
    const entry = newEntry(kind, { id, index });
    this.#order.add(entry);
    return entry;
  }

  /** Fills in from the finished response what the events left out: open items, and items never told of. */
  #reconcile({ output, end }: Terminal): BackendChunk[] {
    const chunks: BackendChunk[] = [];
    const told = [...this.#order.entries];
    const matches = matchesOf(told, output);
    for (const entry of told) {
      if (entry.state === "done") continue;
      const item = matches.get(entry) ?? {};
      const cutShort = end.reason === "incomplete" && item.status !== "completed";
      if (cutShort && entry.kind === "function_call") return chunks;
      chunks.push(...this.#finish(entry, cutShort ? { ...item, status: "incomplete" } : item));
    }
    const matched = new Set(matches.values());
    for (const item of output.filter((each) => !matched.has(each))) {
      chunks.push(...this.#finish(this.#begun(item), item));
    }
    return chunks;
  }

  #begun(item: Item): Entry {
    const entry = newEntry(kindOf(item), { id: null, index: null });
    this.#order.add(entry);
    return entry;
  }
}

const TWO_VERSIONS = failed(
  "server_error",
  "The model server sent two versions of the arguments of one tool call.",
);
const NAMELESS = failed("server_error", "The model server sent a tool call without a name.");

/** The nth entry of a kind is the nth item of that kind: ids are not to be relied upon. */
function matchesOf(entries: readonly Entry[], output: readonly Item[]): Map<Entry, Item> {
  const left = [...output];
  const matches = new Map<Entry, Item>();
  for (const entry of entries) {
    const at = left.findIndex((item) => kindOf(item) === entry.kind);
    const [item] = at < 0 ? [] : left.splice(at, 1);
    if (item !== undefined) matches.set(entry, item);
  }
  return matches;
}
