import { isRecord } from "../util/json";

export const MAX_SCHEMA_CHARS = 65_536;
/** Schemas to look at for one value, after all references are followed. */
const MAX_EXPANDED = 5_000;
const MAX_DEPTH = 64;

export type SafeSchema =
  { ok: true; schema: Record<string, unknown> | boolean } | { ok: false; message: string };

const MAPS = new Set(["properties", "$defs", "definitions", "dependentSchemas"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const SINGLES = new Set([
  "items",
  "additionalProperties",
  "propertyNames",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "not",
  "if",
  "then",
  "else",
]);
const PLAIN = new Set(
  (
    "type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength " +
    "minItems maxItems minContains maxContains minProperties maxProperties dependentRequired"
  ).split(" "),
);
const REFUSED = new Set([
  "pattern",
  "patternProperties",
  "$id",
  "$anchor",
  "$dynamicRef",
  "$dynamicAnchor",
  "$recursiveRef",
]);

class Refusal extends Error {}

type Walk = { root: unknown; left: number };

function lookUp(root: unknown, reference: string): unknown {
  let found = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found =
      isRecord(found) && Object.hasOwn(found, key)
        ? found[key]
        : Array.isArray(found)
          ? found[Number(key)]
          : undefined;
  }
  if (!isRecord(found) && typeof found !== "boolean")
    throw new Refusal(`the reference ${reference.slice(0, 80)} leads nowhere`);
  return found;
}

/** References are written out, so that the size of the result bounds the work: one that contains itself is refused. */
function followed(reference: unknown, walk: Walk, depth: number): unknown {
  if (typeof reference !== "string" || !/^#(?:$|\/)/.test(reference)) {
    throw new Refusal("only references inside the schema are followed");
  }
  return copy(lookUp(walk.root, reference), walk, depth + 1);
}

function copyMap(value: unknown, walk: Walk, depth: number): Record<string, unknown> {
  if (!isRecord(value)) throw new Refusal("a map of schemas was expected");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, walk, depth + 1)]));
}

function copyList(value: unknown, walk: Walk, depth: number): unknown[] {
  if (!Array.isArray(value)) throw new Refusal("a list of schemas was expected");
  return value.map((inner) => copy(inner, walk, depth + 1));
}

function entry(key: string, value: unknown, walk: Walk, depth: number): [string, unknown][] {
  if (REFUSED.has(key)) throw new Refusal(`"${key}" is not supported`);
  if (key === "$defs" || key === "definitions") return [];
  if (MAPS.has(key)) return [[key, copyMap(value, walk, depth)]];
  if (LISTS.has(key)) return [[key, copyList(value, walk, depth)]];
  if (SINGLES.has(key)) return [[key, copy(value, walk, depth + 1)]];
  return PLAIN.has(key) ? [[key, value]] : [];
}

function copy(schema: unknown, walk: Walk, depth: number): unknown {
  walk.left -= 1;
  if (walk.left < 0 || depth > MAX_DEPTH) throw new Refusal("it is too large or contains itself");
  if (typeof schema === "boolean") return schema;
  if (!isRecord(schema)) throw new Refusal("a schema is an object or a boolean");
  const { $ref, ...rest } = schema;
  const entries = Object.entries(rest).flatMap(([key, value]) => entry(key, value, walk, depth));
  const written: Record<string, unknown> = Object.fromEntries(entries);
  if ($ref === undefined) return written;
  const target = followed($ref, walk, depth);
  return entries.length === 0 ? target : { allOf: [target, written] };
}

/**
 * A copy of a JSON Schema that is safe to interpret: at most 64 KiB, local references written out,
 * no regular expressions, only keywords that are known here. Refuses with a sentence.
 */
export function safeSchema(schema: unknown): SafeSchema {
  try {
    const text = JSON.stringify(schema) as string | undefined;
    if (text === undefined) throw new Refusal("it is not JSON");
    if (text.length > MAX_SCHEMA_CHARS) throw new Refusal(`it is longer than ${MAX_SCHEMA_CHARS} characters`);
    const safe = copy(schema, { root: schema, left: MAX_EXPANDED }, 0);
    return { ok: true, schema: isRecord(safe) ? safe : safe === true };
  } catch (error) {
    const why = error instanceof Refusal ? error.message : "it cannot be read";
    return { ok: false, message: `The tool's schema is refused: ${why}.` };
  }
}
