import { parseErrorEvent, type ResponsesError } from "../../lib/responses/error";
import type { Item } from "../../lib/responses/item";
import { usageSchema, type Usage } from "../../lib/responses/response";
import { readItem } from "../../lib/responses/sealed-item";
import { isRecord, parseJson } from "../../lib/util/json";
import { kindOf, nameOf, progressOf } from "./item-kind";
import type { HostedProgress, ItemKind } from "./port";
import { waitHeaders } from "./wait-headers";

/** What a frame says, as far as it concerns a response. Frames that say nothing of the kind read as null. */
export type WireEvent =
  | { type: "begun"; id: string }
  | { type: "added"; index: number; itemId: string | null; kind: ItemKind; name: string | null }
  | { type: "delta"; index: number | null; itemId: string | null; kind: ItemKind; text: string }
  | { type: "progress"; index: number | null; itemId: string | null; progress: HostedProgress }
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

/** What the provider says about a steer; `id` is the provider's name of it. */
export type SteerWireEvent = {
  type: "steer";
  answer: "accepted" | "waiting" | "failed";
  id: string | null;
  code: string | null;
  message: string;
};

/**
 * A frame of a socket on which several responses may stream: its lane (null: the default one), its number within the
 * response, and what it says.
 */
export type LaneFrame = {
  lane: string | null;
  sequence: number | null;
  event: WireEvent | SteerWireEvent | null;
};

type Frame = Record<string, unknown>;

const deltaKinds: Readonly<Record<string, ItemKind>> = {
  "response.output_text.delta": "message",
  "response.refusal.delta": "message",
  "response.function_call_arguments.delta": "tool_call",
  "response.reasoning_summary_text.delta": "reasoning",
  "response.reasoning_text.delta": "reasoning",
  "response.code_interpreter_call_code.delta": "hosted",
  "response.mcp_call_arguments.delta": "hosted",
};

/** Reads one text frame. Never throws; malformed and unknown frames are null. */
export function readEvent(text: string): WireEvent | null {
  const { event } = readFrame(text);
  return event?.type === "steer" ? null : event;
}

/** The same with the frame's lane, and with what it says about a steer. */
export function readFrame(text: string): LaneFrame {
  const frame = parseJson(text);
  if (!isRecord(frame) || typeof frame.type !== "string") return { lane: null, sequence: null, event: null };
  const lane = stringOf(frame.stream_id);
  const sequence = indexOf(frame.sequence_number);
  const answer = Object.hasOwn(steerAnswers, frame.type) ? steerAnswers[frame.type] : undefined;
  if (answer !== undefined) return { lane, sequence, event: readSteer(answer, frame) };
  return { lane, sequence, event: readResponseEvent(frame.type, frame) };
}

const steerAnswers: Readonly<Record<string, SteerWireEvent["answer"]>> = {
  "response.steer.accepted": "accepted",
  "response.steer.pending": "waiting",
  "response.steer.failed": "failed",
};

function readSteer(answer: SteerWireEvent["answer"], frame: Frame): SteerWireEvent {
  const { code, message } = parseErrorEvent(frame);
  const id = isRecord(frame.steer) ? stringOf(frame.steer.id) : null;
  return { type: "steer", answer, id, code, message };
}

function readResponseEvent(type: string, frame: Frame): WireEvent | null {
  const kind = Object.hasOwn(deltaKinds, type) ? deltaKinds[type] : undefined;
  return kind === undefined ? readOther(type, frame) : readDelta(kind, frame);
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
      return { type: "error", error: readError(frame) };
    default:
      return readProgress(progressOf(type), frame);
  }
}

function readProgress(progress: HostedProgress | null, frame: Frame): WireEvent | null {
  const index = indexOf(frame.output_index);
  const itemId = stringOf(frame.item_id);
  if (progress === null || (index === null && itemId === null)) return null;
  return { type: "progress", index, itemId, progress };
}

/** Some providers put the wait into the body instead of a header. */
function readError(frame: Frame): ResponsesError {
  const error = parseErrorEvent(frame);
  return { ...error, headers: { ...waitHeaders(frame), ...error.headers } };
}

function readBegun(response: unknown): WireEvent | null {
  return isRecord(response) && typeof response.id === "string" ? { type: "begun", id: response.id } : null;
}

function readAdded(frame: Frame): WireEvent | null {
  const item = readItem(frame.item);
  const index = indexOf(frame.output_index);
  if (item === null || index === null) return null;
  return { type: "added", index, itemId: item.id ?? null, kind: kindOf(item), name: nameOf(item) };
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
  const usage = usageSchema.safeParse(body.usage);
  return {
    status: status === "incomplete" ? "incomplete" : "completed",
    reason: isRecord(body.incomplete_details) ? stringOf(body.incomplete_details.reason) : null,
    usage: usage.success ? usage.data : null,
    output: readItems(body.output),
  };
}

function readFailure(status: "failed" | "cancelled", body: Frame): ResponsesError {
  if (isRecord(body.error)) return parseErrorEvent({ error: body.error });
  return parseErrorEvent({ message: `the provider ended the response as ${status} without a reason` });
}

/** All or nothing: with a hole in it a list would say that the response was something else. */
function readItems(output: unknown): readonly Item[] | null {
  if (!Array.isArray(output)) return null;
  const items = output.map((value: unknown) => readItem(value));
  const whole = items.filter((item) => item !== null);
  return whole.length === items.length ? whole : null;
}

const stringOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const indexOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
