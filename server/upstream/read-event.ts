import * as z from "zod/mini";
import { parseErrorEvent, type ResponsesError } from "../../lib/responses/error";
import { itemSchema, itemType, type Item } from "../../lib/responses/item";
import { usageSchema, type Usage } from "../../lib/responses/response";
import { isRecord, parseJson } from "../../lib/util/json";
import type { ItemKind } from "./port";

/** What a frame says, as far as it concerns a response. Frames that say nothing of the kind read as null. */
export type WireEvent =
  | { type: "begun"; id: string }
  | { type: "added"; index: number; itemId: string | null; kind: ItemKind; name: string | null }
  | { type: "delta"; index: number | null; itemId: string | null; kind: ItemKind; text: string }
  | { type: "item_done"; index: number; item: Item }
  | { type: "ended"; id: string | null; ending: ResponseEnding }
  | { type: "error"; error: ResponsesError };

export type ResponseEnding =
  | {
      status: "completed" | "incomplete";
      reason: string | null;
      usage: Usage | null;
      output: readonly Item[] | null;
    }
  | { status: "failed"; error: ResponsesError };

type Frame = Record<string, unknown>;

const deltaKinds: Readonly<Record<string, ItemKind>> = {
  "response.output_text.delta": "message",
  "response.refusal.delta": "message",
  "response.function_call_arguments.delta": "tool_call",
  "response.reasoning_summary_text.delta": "reasoning",
  "response.reasoning_text.delta": "reasoning",
};

/** Reads one text frame. Never throws; malformed and unknown frames are null. */
export function readEvent(text: string): WireEvent | null {
  const frame = parseJson(text);
  if (!isRecord(frame) || typeof frame.type !== "string") return null;
  const kind = Object.hasOwn(deltaKinds, frame.type) ? deltaKinds[frame.type] : undefined;
  return kind === undefined ? readOther(frame.type, frame) : readDelta(kind, frame);
}

function readDelta(kind: ItemKind, frame: Frame): WireEvent | null {
  if (typeof frame.delta !== "string" || frame.delta === "") return null;
  const index = indexOf(frame.output_index);
  const itemId = stringOf(frame.item_id);
  return index === null && itemId === null ? null : { type: "delta", index, itemId, kind, text: frame.delta };
}

function readOther(type: string, frame: Frame): WireEvent | null {
  switch (type) {
    case "response.created":
    case "response.in_progress":
      return readBegun(frame.response);
    case "response.output_item.added":
      return readAdded(frame);
    case "response.output_item.done":
      return readItemDone(frame);
    case "response.completed":
      return readEnded("completed", frame.response);
    case "response.incomplete":
      return readEnded("incomplete", frame.response);
    case "response.failed":
      return readEnded("failed", frame.response);
    case "response.done":
      return readEnded(isRecord(frame.response) ? frame.response.status : null, frame.response);
    case "error":
      return { type: "error", error: parseErrorEvent(frame) };
    default:
      return null;
  }
}

function readBegun(response: unknown): WireEvent | null {
  return isRecord(response) && typeof response.id === "string" ? { type: "begun", id: response.id } : null;
}

function readAdded(frame: Frame): WireEvent | null {
  const item = readItem(frame.item);
  const index = indexOf(frame.output_index);
  if (item === null || index === null) return null;
  return { type: "added", index, itemId: item.id ?? null, kind: kindOf(item), name: item.name ?? null };
}

function readItemDone(frame: Frame): WireEvent | null {
  const item = readItem(frame.item);
  const index = indexOf(frame.output_index);
  return item === null || index === null ? null : { type: "item_done", index, item };
}

/** A terminal event with a broken body still ends its response: what cannot be read is left out. */
function readEnded(status: unknown, response: unknown): WireEvent {
  const body: Frame = isRecord(response) ? response : {};
  return { type: "ended", id: stringOf(body.id), ending: readEnding(status, body) };
}

function readEnding(status: unknown, body: Frame): ResponseEnding {
  if (status === "failed" || status === "cancelled")
    return { status: "failed", error: readFailure(status, body) };
  const output = z.array(itemSchema).safeParse(body.output);
  const usage = usageSchema.safeParse(body.usage);
  return {
    status: status === "incomplete" ? "incomplete" : "completed",
    reason: isRecord(body.incomplete_details) ? stringOf(body.incomplete_details.reason) : null,
    usage: usage.success ? usage.data : null,
    output: output.success ? output.data : null,
  };
}

function readFailure(status: "failed" | "cancelled", body: Frame): ResponsesError {
  if (isRecord(body.error)) return parseErrorEvent({ error: body.error });
  return parseErrorEvent({ message: `the provider ended the response as ${status} without a reason` });
}

function readItem(value: unknown): Item | null {
  const item = itemSchema.safeParse(value);
  return item.success ? item.data : null;
}

/** What an item is to the page; types that it cannot draw are `other`. */
export function kindOf(item: Item): ItemKind {
  switch (itemType(item)) {
    case "message":
      return "message";
    case "reasoning":
      return "reasoning";
    case "function_call":
      return "tool_call";
    default:
      return "other";
  }
}

const stringOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const indexOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
