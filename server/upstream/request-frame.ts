import { includesOf, type HostedTool } from "../../lib/responses/hosted-tool";
import type { FunctionTool, Item } from "../../lib/responses/item";
import { itemBytes, itemsText, portable, type Held, type ItemBytes } from "./chain";
import { canSteer, type ProviderProfile } from "./capabilities";
import { sinceCompaction } from "./compaction";
import type { AskRequest, CreateRequest, ResponseSettings, SentBytes } from "./port";

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
  const input = itemsText(sinceCompaction(request.fullInput()));
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

/** The request behind a response that the provider starts by itself: nothing is sent but the steers. */
export function successorFrame(
  held: Held | null,
  steers: { up: number; texts: readonly string[] },
): RequestFrame {
  const before = held?.bytes ?? 0;
  const items = steers.texts.map(steerItem);
  return {
    text: "",
    bytes: { up: steers.up, notResent: withoutLastComma(before) },
    continues: true,
    settings: held?.settings ?? "",
    context: before + itemBytes(itemsText(items)),
  };
}

/** The text of a steer as it stands in the context. */
export const steerItem = (text: string): Item => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

export const steerText = (providerId: string, text: string): string =>
  JSON.stringify({ type: "response.steer", previous_response_id: providerId, input: text });

/** A short request apart from every chain: nothing is stored and no tool is offered. */
export function askText(
  { model, instructions, input, maxOutputTokens }: AskRequest,
  lane: string | null,
): string {
  return JSON.stringify({
    type: "response.create",
    ...(lane === null ? {} : { stream_id: lane }),
    model,
    instructions,
    store: false,
    max_output_tokens: maxOutputTokens,
    input: input.map(portable),
  });
}

const LEAST_THRESHOLD = 1_000;

export type SettingsProfile = Pick<ProviderProfile, "include" | "hostedTools"> &
  Partial<Pick<ProviderProfile, "compaction" | "steer">>;

/** A response that the provider may shorten cannot be steered: where both are there, steering is worth more. */
function compactionFields(
  { model, compactThreshold }: ResponseSettings,
  { compaction, steer = "none" }: SettingsProfile,
): readonly (readonly [string, string])[] {
  if (!compaction?.inline || compactThreshold === undefined || canSteer(steer, model)) return [];
  const threshold = Math.max(LEAST_THRESHOLD, compactThreshold);
  return [["context_management", JSON.stringify([{ type: "compaction", compact_threshold: threshold }])]];
}

const toolTexts = new WeakMap<readonly (FunctionTool | HostedTool)[], string>();

/**
 * The opening of a `response.create`, up to its input. It is also the fingerprint of the settings: equal text,
 * equal settings. A list of tools is serialised once in its life and must not be changed afterwards.
 */
export function settingsText(settings: ResponseSettings, profile: SettingsProfile): string {
  const fields: readonly (readonly [string, string])[] = [
    ["type", `"response.create"`],
    ["model", JSON.stringify(settings.model)],
    ["instructions", JSON.stringify(settings.instructions)],
    ["tools", toolsText(profile.hostedTools, settings.tools)],
    ["parallel_tool_calls", JSON.stringify(settings.parallelToolCalls)],
    ["store", "false"],
    ["include", JSON.stringify([...profile.include, ...includesOf(profile.hostedTools)])],
    ...compactionFields(settings, profile),
  ];
  return `{${fields.map(([name, value]) => `"${name}":${value}`).join(",")}`;
}

/** Those of the settings come first: they stay when a page brings others, and with them what is cached of them. */
const toolsText = (hosted: readonly HostedTool[], tools: readonly FunctionTool[]): string =>
  `[${[hosted, tools].map(listText).filter(Boolean).join(",")}]`;

function listText(tools: readonly (FunctionTool | HostedTool)[]): string {
  const known = toolTexts.get(tools);
  if (known !== undefined) return known;
  const text = JSON.stringify(tools).slice(1, -1);
  toolTexts.set(tools, text);
  return text;
}
