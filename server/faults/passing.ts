import { isRecord, parseJson } from "../../lib/util/json";

/** One frame on its way, as far as faults care. */
export type Passing =
  | { from: "server"; type: "create"; previousId: string | null }
  | { from: "server"; type: "warm_up" | "other" }
  | { from: "provider"; type: "begun" | "text" | "call" | "ended" | "error" | "other" };

type Provider = Extract<Passing, { from: "provider" }>["type"];

const PROVIDER_TYPES: Readonly<Record<string, Provider>> = {
  "response.created": "begun",
  "response.output_text.delta": "text",
  "response.completed": "ended",
  "response.incomplete": "ended",
  "response.failed": "ended",
  error: "error",
};

/** What a frame is. One of a lane of its own (`stream_id`) belongs to no session's chain and is `other`. */
export function readPassing(from: Passing["from"], text: string | null): Passing {
  const frame = text === null ? null : parseJson(text);
  if (!isRecord(frame) || frame.stream_id !== undefined) return { from, type: "other" };
  return from === "server" ? readServer(frame) : { from, type: readProvider(frame) };
}

function readServer(frame: Record<string, unknown>): Passing {
  if (frame.type !== "response.create") return { from: "server", type: "other" };
  if (frame.generate === false) return { from: "server", type: "warm_up" };
  const id = frame.previous_response_id;
  return { from: "server", type: "create", previousId: typeof id === "string" ? id : null };
}

function readProvider({ type, item }: Record<string, unknown>): Provider {
  if (type === "response.output_item.done" && isRecord(item) && item.type === "function_call") return "call";
  return typeof type === "string" && Object.hasOwn(PROVIDER_TYPES, type)
    ? (PROVIDER_TYPES[type] ?? "other")
    : "other";
}
