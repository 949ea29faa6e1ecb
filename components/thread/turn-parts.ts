import type { Citation, HostedCall } from "../../lib/protocol/content";
import type { CallId, ItemId } from "../../lib/protocol/ids";
import type { Entry, LiveItem, SteerEntry } from "../../lib/session/state";

/** One row of a tool list. A thought between calls is a row too, so that it does not tear the list apart. */
export type ToolRow =
  | { kind: "call"; itemId: ItemId; callId: CallId | null; name: string | null }
  | HostedRow
  | { kind: "thought"; itemId: ItemId; text: string | null; ms: number | null };

/** What the provider does by itself. `call` is null while it is under way; `name` is the provider's type. */
export type HostedRow = { kind: "hosted"; itemId: ItemId; name: string } & (
  { call: HostedCall; ms: number } | { call: null; ms: null }
);

/** What an answer is made of, top to bottom. `text` is null while the item still streams. */
export type Part =
  | {
      kind: "message";
      itemId: ItemId;
      text: string | null;
      citations: readonly Citation[];
      isRefusal: boolean;
    }
  | { kind: "reasoning"; itemId: ItemId; text: string | null; ms: number | null }
  | { kind: "tools"; itemId: ItemId; rows: readonly ToolRow[] }
  /** Work of the provider that is no row of a list: a picture, or a summary of what was said before. */
  | { kind: "hosted"; itemId: ItemId; row: HostedRow }
  | { kind: "other"; itemId: ItemId; name: string }
  | SteerEntry;

type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** What must be known of a live item to place it; its text is read by whoever draws it. */
export type LiveShape = Pick<LiveItem, "itemId" | "kind" | "name">;

/** The parts of a turn in the order of the log: finished entries, then what still streams. */
export function partsOf(entries: readonly Entry[], live: readonly LiveShape[]): Part[] {
  const parts: Part[] = [];
  for (const entry of entries) add(parts, partOfEntry(entry));
  for (const item of live) add(parts, partOfLive(item));
  return parts;
}

export const keyOf = (part: Part): string => (part.kind === "steer" ? part.steerId : part.itemId);

function partOfEntry(entry: Entry): Part | null {
  if (entry.kind === "steer") return entry;
  const { itemId } = entry;
  switch (entry.kind) {
    case "message":
      return messagePart(entry);
    case "reasoning":
      return { kind: "reasoning", itemId, text: entry.text, ms: entry.ms };
    case "tool_call":
      return toolPart(itemId, { kind: "call", itemId, callId: entry.callId, name: null });
    case "hosted": {
      const { call, ms } = entry;
      return hostedPart({ kind: "hosted", itemId, name: call.tool, call, ms });
    }
    case "other":
      return { kind: "other", itemId, name: entry.name };
  }
}

function messagePart({ itemId, text, citations = [], refusal }: EntryOf<"message">): Part | null {
  if (text.trim() === "" && citations.length === 0) return null;
  return { kind: "message", itemId, text, citations, isRefusal: refusal !== undefined };
}

const STANDALONE: ReadonlySet<string> = new Set(["image_generation", "image_generation_call", "compaction"]);

const hostedPart = (row: HostedRow): Part =>
  STANDALONE.has(row.name) ? { kind: "hosted", itemId: row.itemId, row } : toolPart(row.itemId, row);

function partOfLive({ itemId, kind, name }: LiveShape): Part | null {
  switch (kind) {
    case "message":
      return { kind: "message", itemId, text: null, citations: [], isRefusal: false };
    case "reasoning":
      return { kind: "reasoning", itemId, text: null, ms: null };
    case "tool_call":
      return toolPart(itemId, { kind: "call", itemId, callId: null, name });
    case "hosted":
      return hostedPart({ kind: "hosted", itemId, name: name ?? "", call: null, ms: null });
    case "other":
      return null;
  }
}

const toolPart = (itemId: ItemId, row: ToolRow): Part => ({ kind: "tools", itemId, rows: [row] });

function add(parts: Part[], part: Part | null): void {
  if (!part) return;
  const last = parts.at(-1);
  const joins = last?.kind === "tools" && (part.kind === "tools" || part.kind === "reasoning");
  if (!joins) parts.push(part);
  else parts[parts.length - 1] = { ...last, rows: [...last.rows, ...rowsOf(part)] };
}

const rowsOf = (part: Extract<Part, { kind: "tools" | "reasoning" }>): readonly ToolRow[] =>
  part.kind === "tools"
    ? part.rows
    : [{ kind: "thought", itemId: part.itemId, text: part.text, ms: part.ms }];

const LIVE_SEPARATOR = "\u0000";

/** The live items as one string, which stays equal while only their text grows. */
export const liveKey = (live: ReadonlyMap<ItemId, LiveItem>): string =>
  [...live.values()].map((item) => `${item.itemId} ${item.kind} ${item.name ?? ""}`).join(LIVE_SEPARATOR);

export function liveShapes(key: string): LiveShape[] {
  if (key === "") return [];
  return key.split(LIVE_SEPARATOR).map((text) => {
    const [itemId = "", kind = "other", name = ""] = text.split(" ");
    return { itemId, kind: kind as LiveItem["kind"], name: name === "" ? null : name };
  });
}
