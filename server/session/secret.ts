import type { ToolSpec } from "../../lib/protocol/tool";
import type { Item } from "../../lib/responses/item";

/** The private column of an event: needed to rebuild a request or to judge a command, never sent to a page. */
export type Secret =
  | { type: "executor"; principal: string; tools: readonly ToolSpec[] | null }
  | { type: "response"; providerId: string; sentAt: number; connectMs: number; up: number; notResent: number }
  | { type: "item"; index: number }
  | { type: "raw"; item: Item }
  | { type: "call"; providerCallId: string };
