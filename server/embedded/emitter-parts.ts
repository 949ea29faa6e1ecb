import type { EventBody } from "./emitter";

/** What a message (the first two) or a reasoning item is made of. */
export type PartKind = "output_text" | "refusal" | "summary_text" | "reasoning_text";

/** A text that is still coming. `index` counts the parts of its list: content, or summary. */
export type OpenPart = {
  kind: PartKind;
  index: number;
  pieces: string[];
  annotations: Record<string, unknown>[];
};

type Place = { item_id: string; output_index: number };
export type Part = { type: PartKind } & Record<string, unknown>;

const WIRE = {
  output_text: { part: "content_part", text: "output_text", index: "content_index" },
  refusal: { part: "content_part", text: "refusal", index: "content_index" },
  summary_text: { part: "reasoning_summary_part", text: "reasoning_summary_text", index: "summary_index" },
  reasoning_text: { part: "content_part", text: "reasoning_text", index: "content_index" },
} as const;

const LOGPROBS: Partial<Record<PartKind, object>> = { output_text: { logprobs: [] } };

export function partOf({ kind, annotations }: OpenPart, text: string): Part {
  if (kind === "output_text") return { type: kind, text, annotations, logprobs: [] };
  return kind === "refusal" ? { type: kind, refusal: text } : { type: kind, text };
}

const at = ({ kind, index }: OpenPart, place: Place) => ({ ...place, [WIRE[kind].index]: index });

export const partAdded = (part: OpenPart, place: Place): EventBody => ({
  type: `response.${WIRE[part.kind].part}.added`,
  ...at(part, place),
  part: partOf({ ...part, annotations: [] }, ""),
});

export const partDelta = (part: OpenPart, place: Place, delta: string): EventBody => ({
  type: `response.${WIRE[part.kind].text}.delta`,
  ...at(part, place),
  delta,
  ...LOGPROBS[part.kind],
});

/** Keeps the annotation and tells of it. */
export function annotate(part: OpenPart, place: Place, annotation: Record<string, unknown>): EventBody {
  part.annotations.push(annotation);
  return {
    type: "response.output_text.annotation.added",
    ...at(part, place),
    annotation_index: part.annotations.length - 1,
    annotation,
  };
}

export function partDone(open: OpenPart, place: Place): { part: Part; events: EventBody[] } {
  const { kind } = open;
  const text = open.pieces.join("");
  const part = partOf(open, text);
  const said = kind === "refusal" ? { refusal: text } : { text, ...LOGPROBS[kind] };
  return {
    part,
    events: [
      { type: `response.${WIRE[kind].text}.done`, ...at(open, place), ...said },
      { type: `response.${WIRE[kind].part}.done`, ...at(open, place), part },
    ],
  };
}
