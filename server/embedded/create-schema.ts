import * as z from "zod/mini";
import { responseCreateSchema } from "../../lib/responses/client-event";
import { functionToolSchema, itemSchema, itemType, type Item } from "../../lib/responses/item";
import { isRecord } from "../../lib/util/json";

const maybe = <Schema extends z.ZodMiniType>(schema: Schema) => z.optional(z.nullable(schema));
const record = z.looseObject({});
const typed = z.looseObject({ type: z.string() });

/**
 * A create as this server takes it: stricter than the client's half of the wire, which has to bear what providers
 * send. The elements of `input` and `tools` are judged by `wrongElement`, which can name them.
 */
export const createSchema = z.extend(responseCreateSchema, {
  type: z.optional(z.unknown()),
  stream_id: z.optional(z.unknown()),
  input: z.optional(z.union([z.string(), z.array(z.custom<Item>())])),
  tools: maybe(z.array(z.custom<z.infer<typeof typed>>())),
  tool_choice: maybe(z.union([z.string(), typed])),
  background: maybe(z.boolean()),
  stream: maybe(z.boolean()),
  stream_options: maybe(record),
  conversation: z.optional(z.unknown()),
  max_output_tokens: maybe(z.int().check(z.minimum(1))),
  max_tool_calls: maybe(z.int()),
  metadata: maybe(z.record(z.string().check(z.maxLength(64)), z.string().check(z.maxLength(512)))),
  client_metadata: maybe(z.record(z.string(), z.string())),
  include: maybe(z.array(z.string())),
  reasoning: maybe(z.looseObject({ effort: maybe(z.string()), summary: maybe(z.string()) })),
  text: maybe(z.looseObject({ format: maybe(typed), verbosity: maybe(z.string()) })),
  context_management: maybe(z.array(typed)),
  prompt: maybe(record),
  prompt_cache_key: maybe(z.string()),
  prompt_cache_options: maybe(record),
  prompt_cache_retention: maybe(z.string()),
  safety_identifier: maybe(z.string()),
  user: maybe(z.string()),
  temperature: maybe(z.number()),
  top_p: maybe(z.number()),
  top_logprobs: maybe(z.int()),
  truncation: maybe(z.string()),
  service_tier: maybe(z.string()),
});
export type CreateBody = z.infer<typeof createSchema>;

export type Issue = { path: readonly PropertyKey[]; message: string };

const content = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.optional(z.string()) })),
]);
const messageSchema = z.extend(itemSchema, { content });
const toolOutputSchema = z.extend(itemSchema, { output: content });
const TOOL_OUTPUTS = new Set(["function_call_output", "custom_tool_call_output"]);

/** What is wrong with an input item; items of other types than these pass through as they are. */
export function itemIssue(value: unknown): Issue | null {
  const item = itemSchema.safeParse(value);
  if (!item.success) return firstIssue(item);
  if (item.data.type === undefined && item.data.role === undefined)
    return { path: [], message: "an item needs a 'type' or a 'role'" };
  const type = itemType(item.data);
  if (type === "message") return firstIssue(messageSchema.safeParse(value));
  return TOOL_OUTPUTS.has(type) ? firstIssue(toolOutputSchema.safeParse(value)) : null;
}

const toolIssue = (value: unknown): Issue | null =>
  firstIssue((isRecord(value) && value.type === "function" ? functionToolSchema : typed).safeParse(value));

/** The first wrong element of `input` or `tools`. */
export function wrongElement({ input, tools }: Record<string, unknown>): Issue | null {
  return firstWrong("input", input, itemIssue) ?? firstWrong("tools", tools, toolIssue);
}

function firstWrong(field: string, list: unknown, issueOf: (value: unknown) => Issue | null): Issue | null {
  if (!Array.isArray(list)) return null;
  for (const [at, value] of list.entries()) {
    const issue = issueOf(value);
    if (issue !== null) return { ...issue, path: [field, at, ...issue.path] };
  }
  return null;
}

const firstIssue = (parsed: {
  success: boolean;
  error?: { issues: readonly Issue[] } | undefined;
}): Issue | null => parsed.error?.issues[0] ?? null;
