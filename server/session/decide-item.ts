import type { ItemContent } from "../../lib/protocol/event";
import { callIdAt } from "../../lib/session/ids";
import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import type { ItemKind, UpstreamEvent } from "../upstream/port";
import { takeCall, specOf } from "./call";
import { cut, textAt } from "./bounded";
import { citationsOf } from "./citations";
import type { Draft } from "./draft";
import { hostedCall } from "./hosted-call";
import type { OpenItem } from "./owner-state";
import type { Rules } from "./rules";
import { traceSteps } from "./trace";
import { runningTurn } from "./running-turn";

const MAX_SERVER_NAME = 200;
const MAX_TYPE_NAME = 100;

type EventOf<T extends UpstreamEvent["type"]> = Extract<UpstreamEvent, { type: T }>;

export function itemAdded(draft: Draft, event: { index: number; kind: ItemKind; name: string | null }): void {
  const response = runningTurn(draft)?.response;
  if (response?.phase !== "streaming" || openItem(draft, event.index)) return;
  const { index, kind, name } = event;
  draft.log({ type: "item.added", responseId: response.responseId, kind, name }, { type: "item", index });
}

/** Logged when it changes something, so that a provider which tells it often costs nothing. */
export function itemProgress(draft: Draft, { index, progress }: EventOf<"item_progress">): void {
  const item = openItem(draft, index);
  const live = item && !item.done ? draft.state.session.live.get(item.itemId) : undefined;
  if (live?.kind !== "hosted" || live.progress === progress) return;
  draft.log({ type: "item.progress", itemId: live.itemId, progress });
}

export function itemDone(draft: Draft, event: EventOf<"item_done">, rules: Rules): void {
  const { index, kind, item: raw } = event;
  itemAdded(draft, { index, kind, name: kind === "hosted" ? itemType(raw) : (raw.name ?? null) });
  const item = openItem(draft, index);
  if (!item || item.done) return;
  const trace = traceSteps(item.trace);
  draft.log(
    { type: "item.done", itemId: item.itemId, content: contentOf(kind, raw), trace },
    { type: "raw", item: raw },
  );
  if (kind === "tool_call") requestCall(draft, item, { raw, rules });
}

function requestCall(draft: Draft, { itemId }: OpenItem, { raw, rules }: { raw: Item; rules: Rules }): void {
  const { name = "", arguments: text = "" } = raw;
  const server = serverOf(raw);
  const effect = server === null ? (specOf(draft, name)?.effect ?? "read") : "external";
  const providerCallId = (server === null ? raw.call_id : raw.id) ?? "";
  const body = { type: "tool_call.requested" as const, itemId, name, arguments: text, effect };
  const seq = draft.log(server === null ? body : { ...body, server }, { type: "call", providerCallId });
  const call = runningTurn(draft)?.calls.get(callIdAt(seq));
  if (call) takeCall(draft, call, rules);
}

/** The provider's own tools are asked for by another item than ours. */
function serverOf(raw: Item): string | null {
  if (itemType(raw) !== "mcp_approval_request") return null;
  return textAt(raw.server_label, MAX_SERVER_NAME) ?? "";
}

function openItem(draft: Draft, index: number): OpenItem | undefined {
  return draft.state.open?.items.get(index);
}

function contentOf(kind: ItemKind, raw: Item): ItemContent {
  switch (kind) {
    case "message":
      return messageOf(raw);
    case "reasoning":
      return { kind, text: reasoningText(raw) };
    case "tool_call":
      return { kind, name: raw.name ?? "", arguments: raw.arguments ?? "" };
    case "hosted":
    case "other":
      return hostedOrOther(raw);
  }
}

function hostedOrOther(raw: Item): ItemContent {
  const call = hostedCall(raw);
  return call ? { kind: "hosted", call } : { kind: "other", name: cut(itemType(raw), MAX_TYPE_NAME) };
}

/** A refusal is what the model said, too. */
function messageOf(raw: Item): ItemContent {
  const refusals = refusalsIn(raw.content);
  const citations = citationsOf(raw.content);
  return {
    kind: "message",
    text: textOf(raw.content) + refusals.join(""),
    ...(citations.length > 0 ? { citations } : {}),
    ...(refusals.length > 0 ? { refusal: "declined" as const } : {}),
  };
}

const refusalsIn = (content: unknown): string[] =>
  (Array.isArray(content) ? content : []).flatMap((part: unknown) =>
    typeof part === "object" && part !== null && "refusal" in part && typeof part.refusal === "string"
      ? [part.refusal]
      : [],
  );

function reasoningText(raw: Item): string {
  const summary = Array.isArray(raw.summary) ? raw.summary.map((part: unknown) => textOf([part])) : [];
  return summary.length > 0 ? summary.join("\n\n") : textOf(raw.content);
}
