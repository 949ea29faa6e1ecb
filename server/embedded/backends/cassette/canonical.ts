import { createHash } from "node:crypto";
import { itemType, type Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendRequest } from "../../backend";

/** What is minted anew on every run, or says nothing about the conversation. */
const PASSING = new Set(["id", "status", "encrypted_content"]);
const MAX_SETTING_CHARS = 200;
const PASSING_IN_PARTS = new Set(["annotations", "logprobs"]);

/**
 * A request in the one form in which requests are compared. `input` has one line of JSON for each item; `settings` says
 * what is offered and demanded besides, by a name for people.
 */
export type Sent = {
  input: readonly string[];
  tools: readonly string[];
  instructions: string;
  settings: Readonly<Record<string, string>>;
};

export function sentBy({ input, tools, instructions, settings }: BackendRequest): Sent {
  return {
    input: canonicalLines(input),
    tools: tools.map(({ name }) => name),
    instructions: instructions === null ? "none" : sha256(instructions),
    settings: canonicalSettings(settings),
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Settings that say no more than their absence does. */
const DEFAULTS: Record<string, string> = { tool_choice: '"auto"', "text.format": '{"type":"text"}' };

/** Each tool with its schema, hosted ones too, the choice among them, and the form of the text. */
function canonicalSettings({ tools, tool_choice, text }: BackendRequest["settings"]): Record<string, string> {
  const offered: readonly unknown[] = Array.isArray(tools) ? tools : [];
  const named: [string, unknown][] = [
    ...offered.map((tool, at): [string, unknown] => [`tools[${at}] ${toolName(tool)}`, tool]),
    ["tool_choice", tool_choice],
    ["text.format", isRecord(text) ? text.format : undefined],
  ];
  const lines = named
    .filter(([, value]) => (value ?? null) !== null)
    .map(([name, value]): [string, string] => [name, JSON.stringify(value, sortedKeys)]);
  return Object.fromEntries(
    lines.filter(([name, line]) => line !== DEFAULTS[name]).map(([name, line]) => [name, short(line)]),
  );
}

const toolName = (tool: unknown): string =>
  isRecord(tool) ? String(tool.name ?? tool.type).slice(0, 64) : "?";

const short = (line: string): string => (line.length <= MAX_SETTING_CHARS ? line : `sha256:${sha256(line)}`);

/** Full messages, sorted keys, no minted ids; call ids as `call_1`, `call_2` … in the order in which they first stand there. */
export function canonicalLines(input: readonly Item[]): string[] {
  const callIds = new Map<string, string>();
  return input.map((item) => JSON.stringify(canonicalItem(item, callIds), sortedKeys));
}

function canonicalItem(item: Item, callIds: Map<string, string>): Record<string, unknown> {
  const type = itemType(item);
  return {
    ...without(item, PASSING),
    type,
    ...(item.content === undefined ? {} : { content: contentParts(item) }),
    ...(item.call_id === undefined ? {} : { call_id: callName(item.call_id, callIds) }),
  };
}

function callName(id: string, known: Map<string, string>): string {
  const name = known.get(id) ?? `call_${known.size + 1}`;
  known.set(id, name);
  return name;
}

function contentParts({ content, role }: Item): unknown {
  if (Array.isArray(content)) {
    return content.map((part: unknown) => (isRecord(part) ? without(part, PASSING_IN_PARTS) : part));
  }
  if (typeof content !== "string") return content;
  return [{ type: role === "assistant" ? "output_text" : "input_text", text: content }];
}

const without = (fields: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));

function sortedKeys(_key: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
