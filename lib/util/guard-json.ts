import { parseJson } from "./json";

export type JsonLimits = { depth: number; keys: number; stringChars: number };

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses JSON from somebody who is not trusted. Refuses what is nested too deep, has too many keys
 * or too long strings, or names keys that reach into prototypes.
 */
export function parseGuarded(
  text: string,
  limits: JsonLimits,
): { ok: true; value: unknown } | { ok: false; reason: string } {
  const value = parseJson(text);
  if (value === undefined) return { ok: false, reason: "not JSON" };
  const reason = problemOf(value, limits);
  return reason ? { ok: false, reason } : { ok: true, value };
}

/** Walks with its own stack: nesting must not become recursion. */
function problemOf(root: unknown, limits: JsonLimits): string | null {
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  let keys = 0;
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { value, depth } = entry;
    if (typeof value === "string" && value.length > limits.stringChars) return "a string is too long";
    if (typeof value !== "object" || value === null) continue;
    if (depth > limits.depth) return "nested too deep";
    for (const [key, child] of Object.entries(value)) {
      stack.push({ value: child, depth: depth + 1 });
      // Elements of an array are bounded by the frame's bytes: a table has more cells than an object has keys.
      if (Array.isArray(value)) continue;
      keys += 1;
      if (keys > limits.keys) return "too many keys";
      if (FORBIDDEN_KEYS.has(key)) return `the key ${key} is not allowed`;
    }
  }
  return null;
}
