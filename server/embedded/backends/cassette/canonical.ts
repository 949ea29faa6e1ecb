import { createHash } from "node:crypto";
import { itemType, type Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendRequest } from "../../backend";

/** What is minted anew on every run, or says nothing about the conversation. */
const PASSING = new Set(["id", "status", "encrypted_content"]);
const PASSING_IN_PARTS = new Set(["annotations", "logprobs"]);

/** A request in the one form in which requests are compared. `input` has one line of JSON for each item. */
export type Sent = { input: readonly string[]; tools: readonly string[]; instructions: string };

export function sentBy({ input, tools, instructions }: BackendRequest): Sent {
  return {
    input: canonicalLines(input),
    tools: tools.map(({ name }) => name),
    instructions: instructions === null ? "none" : createHash("sha256").update(instructions).digest("hex"),
  };
}

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
