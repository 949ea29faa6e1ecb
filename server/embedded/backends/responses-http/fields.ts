import { itemSchema, type Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";

export type Fields = Record<string, unknown>;

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Null for what is missing, empty or no text. */
export const textOrNull = (value: unknown): string | null => text(value) || null;

export const indexOrNull = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** Null for what is no item. Nulls in place of absent fields, and arguments as an object in place of its text, are mended. */
export function itemOrNull(value: unknown): Item | null {
  if (!isRecord(value)) return null;
  const mended = Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => field !== null || !NAMED_TEXTS.has(name))
      .map(([name, field]) => [
        name,
        name === "arguments" && isRecord(field) ? JSON.stringify(field) : field,
      ]),
  );
  const parsed = itemSchema.safeParse(mended);
  return parsed.success ? parsed.data : null;
}

const NAMED_TEXTS = new Set(["type", "role", "call_id", "name", "arguments"]);
