import type { WebSocket } from "ws";
import type { Item } from "../../../lib/responses/item";
import { assertNever } from "../../../lib/util/assert-never";

/** How the scripted provider answers one request. */
export type Reply =
  | { type: "text"; text: string }
  | { type: "call"; name: string; arguments: string }
  | { type: "incomplete"; text: string; reason: string }
  | { type: "failed"; code: string; message: string }
  | { type: "error"; status: number; code: string | null; message: string }
  | { type: "hang_up"; after: "nothing" | "created" | "text"; code: number; reason?: string }
  | { type: "stall"; after: "nothing" | "created" }
  | { type: "nothing_generated" }
  | { type: "script"; run: (call: Call) => void };

export type Call = { socket: WebSocket; id: string; body: Record<string, unknown> };

type Frame = Record<string, unknown>;

export const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };

export function perform(reply: Reply, call: Call): void {
  const { socket, id, body } = call;
  const lane = body.stream_id === undefined ? {} : { stream_id: body.stream_id };
  const send = (frames: readonly Frame[]): void => {
    for (const frame of frames) socket.send(JSON.stringify({ ...frame, ...lane }));
  };
  switch (reply.type) {
    case "text":
      return send(answer(id, [messageItem(id, reply.text)]));
    case "call":
      return send(answer(id, [callItem(id, reply)]));
    case "incomplete":
      return send(cutShort(id, reply));
    case "failed":
      return send([begun(id), ended(id, "failed", { error: { code: reply.code, message: reply.message } })]);
    case "error":
      return send([errorFrame(reply)]);
    case "hang_up":
      send(opening(id, reply.after));
      return socket.close(reply.code, reply.reason);
    case "stall":
      return send(opening(id, reply.after));
    case "nothing_generated":
      return send(answer(id, []));
    case "script":
      return reply.run(call);
    default:
      return assertNever(reply);
  }
}

export const begun = (id: string): Frame => ({
  type: "response.created",
  sequence_number: 0,
  response: { id, status: "in_progress", output: [], usage: null },
});

export const ended = (
  id: string,
  status: "completed" | "incomplete" | "failed",
  more: Frame = {},
): Frame => ({
  type: `response.${status}`,
  response: { id, status, output: [], usage: status === "failed" ? null : usage, ...more },
});

export const errorFrame = ({
  status,
  code,
  message,
}: {
  status: number;
  code: string | null;
  message: string;
}): Frame => ({
  type: "error",
  status,
  error: { type: "invalid_request_error", code, message, param: null },
});

/** A whole response in the order that the protocol gives. */
export function answer(id: string, items: readonly Item[]): Frame[] {
  return [begun(id), ...items.flatMap(itemFrames), ended(id, "completed", { output: items })];
}

function cutShort(id: string, { text, reason }: { text: string; reason: string }): Frame[] {
  const item = { ...messageItem(id, text), status: "incomplete" };
  return [
    begun(id),
    ...itemFrames(item, 0),
    ended(id, "incomplete", { output: [item], incomplete_details: { reason } }),
  ];
}

function opening(id: string, after: "nothing" | "created" | "text"): Frame[] {
  if (after === "nothing") return [];
  return after === "created"
    ? [begun(id)]
    : [begun(id), ...itemFrames(messageItem(id, "partial"), 0).slice(0, 2)];
}

export const messageItem = (id: string, text: string): Item => ({
  type: "message",
  id: `msg_${id}`,
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});

export const callItem = (id: string, call: { name: string; arguments: string }): Item => ({
  type: "function_call",
  id: `fc_${id}`,
  call_id: `call_${id}`,
  name: call.name,
  arguments: call.arguments,
  status: "completed",
});

/** The frames of one output item: added, two deltas, done. */
export function itemFrames(item: Item, index: number): Frame[] {
  const place = { output_index: index, item_id: item.id };
  const [type, text] = streamed(item);
  const middle = Math.ceil(text.length / 2);
  const deltas = [text.slice(0, middle), text.slice(middle)].map((delta) => ({
    type,
    ...place,
    content_index: 0,
    delta,
  }));
  const bare = {
    ...item,
    status: "in_progress",
    ...(item.arguments === undefined ? { content: [] } : { arguments: "" }),
  };
  return [
    { type: "response.output_item.added", output_index: index, item: bare },
    ...deltas,
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function streamed(item: Item): [string, string] {
  if (item.arguments !== undefined) return ["response.function_call_arguments.delta", item.arguments];
  const parts = Array.isArray(item.content) ? (item.content as { text?: string }[]) : [];
  return ["response.output_text.delta", parts[0]?.text ?? ""];
}
