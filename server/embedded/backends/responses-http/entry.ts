import { itemType, textOf, type Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendChunk } from "../../backend";

export type EntryKind = "message" | "reasoning" | "function_call" | "other";

/** One output item of the remote response, as far as it has come. */
export type Entry = {
  kind: EntryKind;
  /** Null where the server does not say. */
  id: string | null;
  index: number | null;
  state: "open" | "done";
  /** All text, or arguments, that came in pieces. */
  text: string;
  annotations: number;
  /** Whether a chunk of it has been made. */
  begun: boolean;
  name: string;
  callId: string | null;
};

export const kindOf = (item: Item): EntryKind => {
  const type = itemType(item);
  return type === "message" || type === "reasoning" || type === "function_call" ? type : "other";
};

export const newEntry = (kind: EntryKind, place: { id: string | null; index: number | null }): Entry => ({
  ...{ kind, ...place },
  ...{ state: "open", text: "", annotations: 0, begun: false, name: "", callId: null },
});

type TextType = "text" | "refusal" | "reasoning" | "reasoning_text";

/** A piece of a message or of thoughts. */
export function speak(entry: Entry, type: TextType, text: string): BackendChunk[] {
  if (text === "") return [];
  entry.text += text;
  entry.begun = true;
  return [{ type, text }];
}

/** Where one part of a message or a summary ends and the next begins. */
export const nextPart = (entry: Entry): BackendChunk[] => (entry.begun ? [{ type: "part_end" }] : []);

export function annotate(entry: Entry, annotation: Record<string, unknown>): BackendChunk[] {
  if (!entry.begun) return [];
  entry.annotations += 1;
  return [{ type: "annotation", annotation }];
}

/** Begins the call as soon as its name is known. */
export function nameCall(entry: Entry, item: Item, callId: string | null): BackendChunk[] {
  entry.name ||= item.name ?? "";
  entry.callId ??= callId;
  if (entry.begun || entry.name === "") return [];
  entry.begun = true;
  const start: BackendChunk = { type: "call_start", name: entry.name };
  const named: BackendChunk = entry.callId === null ? start : { ...start, callId: entry.callId };
  return entry.text === "" ? [named] : [named, { type: "call_delta", arguments: entry.text }];
}

export function argue(entry: Entry, text: string): BackendChunk[] {
  entry.text += text;
  return entry.begun && text !== "" ? [{ type: "call_delta", arguments: text }] : [];
}

/**
 * What the finished item holds beyond the pieces. Null when its arguments are not what was streamed:
 * a call that nobody made must not be carried out.
 */
export function remainder(entry: Entry, item: Item): BackendChunk[] | null {
  const rest = entry.kind === "function_call" ? argumentsRest(entry, item) : spokenRest(entry, item);
  if (rest === null || !entry.begun) return rest;
  const fields = foreignFields(item);
  return Object.keys(fields).length === 0 ? rest : [...rest, { type: "fields", fields }];
}

/** What ends the entry; nothing where the last item was cut short, which only the end of the response may close. */
export function closing({ kind, begun }: Entry): BackendChunk[] {
  if (!begun) return [];
  if (kind === "function_call") return [{ type: "call_end" }];
  return kind === "message"
    ? [{ type: "message_end" }]
    : kind === "reasoning"
      ? [{ type: "reasoning_end" }]
      : [];
}

function argumentsRest(entry: Entry, item: Item): BackendChunk[] | null {
  const whole = (item.arguments ?? "") || entry.text || "{}";
  return whole.startsWith(entry.text) ? argue(entry, whole.slice(entry.text.length)) : null;
}

function spokenRest(entry: Entry, item: Item): BackendChunk[] {
  const parts = partsOf(item);
  if (!entry.begun) return wholeParts(entry, parts);
  const whole = parts.map(({ text }) => text).join("");
  const last = parts.at(-1);
  const said = last !== undefined && whole.startsWith(entry.text) ? whole.slice(entry.text.length) : "";
  const notes = parts.flatMap(({ annotations }) => annotations).slice(entry.annotations);
  return [
    ...(last === undefined ? [] : speak(entry, last.type, said)),
    ...notes.flatMap((note) => annotate(entry, note)),
  ];
}

const wholeParts = (entry: Entry, parts: readonly Part[]): BackendChunk[] =>
  parts.flatMap(({ type, text, annotations }) => [
    ...nextPart(entry),
    ...speak(entry, type, text),
    ...annotations.flatMap((note) => annotate(entry, note)),
  ]);

type Part = { type: TextType; text: string; annotations: readonly Record<string, unknown>[] };

function partsOf(item: Item): Part[] {
  const thoughts = kindOf(item) === "reasoning";
  const summary = Array.isArray(item.summary) ? item.summary : [];
  const content = typeof item.content === "string" ? [{ text: item.content }] : item.content;
  return [
    ...(thoughts ? summary.flatMap((part: unknown) => partOf(part, "reasoning")) : []),
    ...(Array.isArray(content) ? content : []).flatMap((part: unknown) =>
      partOf(part, thoughts ? "reasoning_text" : "text"),
    ),
  ];
}

function partOf(part: unknown, type: TextType): Part[] {
  if (!isRecord(part)) return [];
  if (typeof part.refusal === "string") return [{ type: "refusal", text: part.refusal, annotations: [] }];
  const annotations = Array.isArray(part.annotations) ? part.annotations.filter(isRecord) : [];
  return [{ type, text: textOf([part]), annotations }];
}

const OWN_FIELDS = new Set("id type role status content summary call_id name arguments".split(" "));

function foreignFields(item: Item): Record<string, unknown> {
  const entries = Object.entries(item);
  return Object.fromEntries(
    entries.filter(([name, value]) => !OWN_FIELDS.has(name) && (value ?? null) !== null),
  );
}
