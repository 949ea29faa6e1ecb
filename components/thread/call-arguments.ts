import { formatSql } from "./format-sql";

/** One argument as it is shown: SQL on several lines, other values as they are. */
export type ShownArgument = { name: string; language: "sql" | "javascript" | "json" | "text"; text: string };

/** The arguments as an object; null when they are not one. */
export function parseArguments(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export const asText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");

const SQL_NAMES = new Set(["sql", "query", "statement"]);

const CODE_NAMES = new Set(["code", "script"]);

/** Every argument of a call, in the model's order; text that is no JSON object is one argument. */
export function shownArguments(argumentsText: string): ShownArgument[] {
  const values = parseArguments(argumentsText);
  if (!values) return [{ name: "arguments", language: "text", text: argumentsText }];
  return Object.entries(values).map(([name, value]) => {
    if (typeof value !== "string") return { name, language: "json", text: asText(value) };
    if (SQL_NAMES.has(name)) return { name, language: "sql", text: formatSql(value) };
    return { name, language: CODE_NAMES.has(name) ? "javascript" : "text", text: value };
  });
}

/** JSON text on several lines, each value that fits on one; anything else unchanged. */
export function prettyJson(text: string): { language: "json" | "text"; text: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return { language: "text", text };
    return { language: "json", text: prettyValue(value, "") };
  } catch {
    return { language: "text", text };
  }
}

const LINE = 84;
/** Deeper values stay on one line, however long it is. */
const MAX_INDENT = 24;

function prettyValue(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  const fits = flat.length + indent.length <= LINE || indent.length >= MAX_INDENT;
  if (fits || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item: unknown) => inner + prettyValue(item, inner))
    : Object.entries(value).map(
        ([key, item]) => `${inner}${JSON.stringify(key)}: ${prettyValue(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
