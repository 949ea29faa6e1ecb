import * as z from "zod/mini";

/**
 * One entry of a model's context, as it travels in `input` and `output`. Only the fields that
 * Longwire reads are named; everything else passes through unchanged.
 * Source: Responses API reference, "input items" and "output items".
 */
export const itemSchema = z.looseObject({
  type: z.optional(z.string()),
  id: z.optional(z.nullable(z.string())),
  role: z.optional(z.string()),
  content: z.optional(z.unknown()),
  call_id: z.optional(z.string()),
  name: z.optional(z.string()),
  arguments: z.optional(z.string()),
  output: z.optional(z.unknown()),
  status: z.optional(z.nullable(z.string())),
});
export type Item = z.infer<typeof itemSchema>;

export const functionToolSchema = z.looseObject({
  type: z.literal("function"),
  name: z.string(),
  description: z.optional(z.nullable(z.string())),
  parameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  strict: z.optional(z.nullable(z.boolean())),
});
export type FunctionTool = z.infer<typeof functionToolSchema>;

/** An item without `type` is a message: the short form `{ role, content }`. */
export const itemType = (item: Item): string => item.type ?? "message";

/** The text of a message, reasoning or output item's content, whatever of its forms it has. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: unknown) => (isTextPart(part) ? part.text : "")).join("");
}

function isTextPart(part: unknown): part is { text: string } {
  return typeof part === "object" && part !== null && "text" in part && typeof part.text === "string";
}
