import type { AttachmentType } from "../../lib/protocol/content";
import type { ToolSpec } from "../../lib/protocol/tool";
import type { Item } from "../../lib/responses/item";
import type { Output } from "./output";

/** What the model is given of an attachment; viewers never are. `data` is base64. */
export type AttachedFile = { name: string; mediaType: AttachmentType; data: string };

/** The private column of an event: needed to rebuild a request or to judge a command, never sent to a page. */
export type Secret =
  | { type: "executor"; principal: string; tools: readonly ToolSpec[] | null }
  | { type: "response"; providerId: string; sentAt: number; connectMs: number; up: number; notResent: number }
  | { type: "item"; index: number }
  | { type: "raw"; item: Item }
  | { type: "call"; providerCallId: string }
  /** On `tool_call.finished` with a `blob`: all of the output. The store keeps it beside the log. */
  | { type: "blob"; text: string }
  /** On `response.done`, where the items of the context are not those that were done one by one. */
  | { type: "output"; output: Output }
  | { type: "summary"; text: string }
  /** On `context.compacted`: what the provider made of the earlier turns. */
  | { type: "window"; items: readonly Item[] }
  /** On `turn.queued`, or on the `turn.started` of a message that never waited. */
  | { type: "attachments"; files: readonly AttachedFile[] };
