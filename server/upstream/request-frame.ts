import type { FunctionTool } from "../../lib/responses/item";
import { itemBytes, itemsText, type Held, type ItemBytes } from "./chain";
import type { CreateRequest, ResponseSettings, SentBytes } from "./port";

/** One `response.create` ready to be sent. */
export type RequestFrame = {
  text: string;
  bytes: SentBytes;
  /** Whether it names a previous response. */
  continues: boolean;
  settings: string;
  /** Everything the response will have as its context, without its own output. */
  context: ItemBytes;
};

/**
 * Continues what the socket holds when that is exactly the request's chain under the same settings
 * (after a warm-up: the whole input on top of it), else sends the whole input and no id.
 */
export function requestFrame(request: CreateRequest, settings: string, held: Held | null): RequestFrame {
  const parent = held !== null && held.settings === settings ? held : null;
  if (parent !== null && parent.key !== null && parent.key === request.chain) {
    return frame({ settings, parent, input: itemsText(request.newItems) });
  }
  const input = itemsText(request.fullInput());
  return frame({ settings, parent: parent?.key === null ? parent : null, input });
}

function frame({
  settings,
  parent,
  input,
}: {
  settings: string;
  parent: Held | null;
  input: string;
}): RequestFrame {
  const id = parent === null ? "" : `,"previous_response_id":${JSON.stringify(parent.providerId)}`;
  const text = `${settings}${id},"input":[${input}]}`;
  const own = itemBytes(input);
  const context = own + (parent?.bytes ?? 0);
  const notResent =
    parent === null ? 0 : withoutLastComma(context) - withoutLastComma(own) - Buffer.byteLength(id);
  return {
    text,
    bytes: { up: Buffer.byteLength(text), notResent: Math.max(0, notResent) },
    continues: parent !== null,
    settings,
    context,
  };
}

const withoutLastComma = (bytes: ItemBytes): number => Math.max(0, bytes - 1);

/** A request that makes the provider prepare `settings` and generate nothing. */
export function warmupFrame(settings: string): RequestFrame {
  const text = `${settings},"generate":false,"input":[]}`;
  return {
    text,
    bytes: { up: Buffer.byteLength(text), notResent: 0 },
    continues: false,
    settings,
    context: 0,
  };
}

const toolTexts = new WeakMap<readonly FunctionTool[], string>();

/**
 * The opening of a `response.create`, up to its input. It is also the fingerprint of the settings: equal text,
 * equal settings. A list of tools is serialised once in its life and must not be changed afterwards.
 */
export function settingsText(settings: ResponseSettings, include: readonly string[]): string {
  const fields: readonly (readonly [string, string])[] = [
    ["type", `"response.create"`],
    ["model", JSON.stringify(settings.model)],
    ["instructions", JSON.stringify(settings.instructions)],
    ["tools", toolsText(settings.tools)],
    ["parallel_tool_calls", JSON.stringify(settings.parallelToolCalls)],
    ["store", "false"],
    ["include", JSON.stringify(include)],
  ];
  return `{${fields.map(([name, value]) => `"${name}":${value}`).join(",")}`;
}

function toolsText(tools: readonly FunctionTool[]): string {
  const known = toolTexts.get(tools);
  if (known !== undefined) return known;
  const text = JSON.stringify(tools);
  toolTexts.set(tools, text);
  return text;
}
