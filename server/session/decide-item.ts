import type { ItemContent } from "../../lib/protocol/event";
import { callIdAt } from "../../lib/session/ids";
import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import type { ItemKind, UpstreamEvent } from "../upstream/port";
import { takeCall, specOf } from "./call";
import type { Draft } from "./draft";
import type { OpenItem } from "./owner-state";
import type { Rules } from "./rules";
import { traceSteps } from "./trace";
import { runningTurn } from "./running-turn";

type EventOf<T extends UpstreamEvent["type"]> = Extract<UpstreamEvent, { type: T }>;

export function itemAdded(draft: Draft, event: { index: number; kind: ItemKind; name: string | null }): void {
  const response = runningTurn(draft)?.response;
  if (response?.phase !== "streaming" || openItem(draft, event.index)) return;
  const { index, kind, name } = event;
  draft.log({ type: "item.added", responseId: response.responseId, kind, name }, { type: "item", index });
}

export function itemDone(draft: Draft, event: EventOf<"item_done">, rules: Rules): void {
  const { index, kind, item: raw } = event;
  itemAdded(draft, { index, kind, name: raw.name ?? null });
  const item = openItem(draft, index);
  if (!item || item.done) return;
  const trace = traceSteps(item.trace);
  draft.log(
    { type: "item.done", itemId: item.itemId, content: contentOf(kind, raw), trace },
    { type: "raw", item: raw },
  );
  if (kind === "tool_call") requestCall(draft, item, { raw, rules });
}

function requestCall(draft: Draft, item: OpenItem, { raw, rules }: { raw: Item; rules: Rules }): void {
  const name = raw.name ?? "";
  const seq = draft.log(
    {
      type: "tool_call.requested",
      itemId: item.itemId,
      name,
      arguments: raw.arguments ?? "",
      effect: specOf(draft, name)?.effect ?? "read",
    },
    { type: "call", providerCallId: raw.call_id ?? "" },
  );
  const call = runningTurn(draft)?.calls.get(callIdAt(seq));
  if (call) takeCall(draft, call, rules);
}

function openItem(draft: Draft, index: number): OpenItem | undefined {
  return draft.state.open?.items.get(index);
}

function contentOf(kind: ItemKind, raw: Item): ItemContent {
  switch (kind) {
    case "message":
      return { kind, text: messageText(raw) };
    case "reasoning":
      return { kind, text: reasoningText(raw) };
    case "tool_call":
      return { kind, name: raw.name ?? "", arguments: raw.arguments ?? "" };
    case "other":
      return { kind, name: itemType(raw) };
  }
}

/** A refusal is what the model said, too. */
function messageText(raw: Item): string {
  const parts = Array.isArray(raw.content) ? raw.content : [];
  const refusals = parts.flatMap((part: unknown) =>
    typeof part === "object" && part !== null && "refusal" in part && typeof part.refusal === "string"
      ? [part.refusal]
      : [],
  );
  return textOf(raw.content) + refusals.join("");
}

function reasoningText(raw: Item): string {
  const summary = Array.isArray(raw.summary) ? raw.summary.map((part: unknown) => textOf([part])) : [];
  return summary.length > 0 ? summary.join("\n\n") : textOf(raw.content);
}
