import { isRecord } from "../util/json";

export type ChartSpec = Record<string, unknown>;
export type ChartSpecResult = { ok: true; spec: ChartSpec } | { ok: false; message: string };

export const MAX_SPEC_CHARS = 16_384;
const MAX_NODES = 2_000;
const MAX_DEPTH = 24;
const MAX_COUNT = 10_000;

const MARKS = new Set(
  "arc area bar boxplot circle errorband errorbar line point rect rule square text tick trail".split(" "),
);
const DROPPED = new Set(["$schema", "config", "usermeta", "background", "padding", "autosize"]);
const REFUSED = new Set([
  "url",
  "href",
  "data",
  "datasets",
  "lookup",
  "loader",
  "projection",
  "__proto__",
  "constructor",
  "prototype",
]);
const COUNTED = new Set(["maxbins", "tickCount", "steps", "minsteps", "width", "height", "columns"]);
/** Paint from elsewhere, script, or an expression function that can fill the memory. */
const REFUSED_TEXT = /url\s{0,9}\(|javascript:|data:|\b(?:sequence|pad|repeat)\s{0,9}\(/i;

class Refusal extends Error {}

type Walk = { left: number };

function checkText(key: string, value: string): void {
  if (value.length > 2_000) throw new Refusal(`"${key}" is too long`);
  if (REFUSED_TEXT.test(value))
    throw new Refusal(`"${key}" holds a reference or a function that is not allowed`);
}

function checkMark(value: unknown): void {
  const type = isRecord(value) ? value["type"] : value;
  if (typeof type !== "string" || !MARKS.has(type)) {
    throw new Refusal(
      `the mark ${JSON.stringify(type)?.slice(0, 40)} is not one of ${[...MARKS].join(", ")}`,
    );
  }
}

function checkEntry(key: string, value: unknown): void {
  if (REFUSED.has(key)) throw new Refusal(`"${key}" is not allowed; the rows of the query are the data`);
  if (key === "mark") checkMark(value);
  if (key === "bind" && value !== "scales" && value !== "legend")
    throw new Refusal('"bind" may be "scales" or "legend"');
  if (key === "keyvals" && !Array.isArray(value)) throw new Refusal('"keyvals" must be a list');
  if (COUNTED.has(key) && typeof value === "number" && !(value >= 0 && value <= MAX_COUNT)) {
    throw new Refusal(`"${key}" must be between 0 and ${MAX_COUNT}`);
  }
}

function copy(key: string, value: unknown, walk: Walk, depth: number): unknown {
  walk.left -= 1;
  if (walk.left < 0 || depth > MAX_DEPTH) throw new Refusal("it is too large");
  if (typeof value === "string") checkText(key, value);
  if (Array.isArray(value)) return value.map((inner) => copy(key, inner, walk, depth + 1));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !DROPPED.has(name));
  return Object.fromEntries(
    kept.map(([name, inner]) => {
      checkEntry(name, inner);
      return [name, copy(name, inner, walk, depth + 1)];
    }),
  );
}

function* objects(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const inner of value) yield* objects(inner);
  if (!isRecord(value)) return;
  yield value;
  for (const inner of Object.values(value)) yield* objects(inner);
}

/** A transform may make columns under names of its own; only where all are written down can names be checked. */
function madeNames(spec: ChartSpec): Set<string> | "unknown" {
  const made = new Set<string>();
  for (const one of objects(spec)) {
    const transforms = Array.isArray(one["transform"]) ? one["transform"].filter(isRecord) : [];
    if (
      transforms.some((step) => "fold" in step || "density" in step || "flatten" in step || "pivot" in step)
    )
      return "unknown";
    for (const name of [one["as"]].flat()) if (typeof name === "string") made.add(name);
  }
  return made;
}

function unknownField(spec: ChartSpec, columns: readonly string[]): string | undefined {
  const made = madeNames(spec);
  if (made === "unknown") return undefined;
  for (const { field } of objects(spec)) {
    if (typeof field === "string" && !columns.includes(field) && !made.has(field) && !/[.\\[]/.test(field))
      return field;
  }
  return undefined;
}

function hasView(spec: ChartSpec): boolean {
  return ["mark", "layer", "hconcat", "vconcat", "concat", "facet", "repeat", "spec"].some(
    (key) => key in spec,
  );
}

/**
 * Checks a Vega-Lite specification as data: no addresses, no data but ours, known marks, bounded size,
 * and fields that `columns` has. Gives a copy without what the page decides itself (config, background …).
 */
export function checkChartSpec(spec: unknown, columns: readonly string[]): ChartSpecResult {
  try {
    if (!isRecord(spec)) throw new Refusal("it must be an object");
    if (JSON.stringify(spec).length > MAX_SPEC_CHARS)
      throw new Refusal(`it is longer than ${MAX_SPEC_CHARS} characters`);
    const safe = copy("spec", withoutOwnData(spec), { left: MAX_NODES }, 0) as ChartSpec;
    if (!hasView(safe)) throw new Refusal('it has no "mark"');
    const field = unknownField(safe, columns);
    if (field === undefined) return { ok: true, spec: safe };
    throw new Refusal(
      `the field "${field.slice(0, 80)}" is not in the query. Columns: ${columns.join(", ").slice(0, 500)}`,
    );
  } catch (error) {
    const why = error instanceof Refusal ? error.message : "it cannot be read";
    return { ok: false, message: `The chart's spec is refused: ${why}.` };
  }
}

/** `data` that only names a source is how models say "the rows": it stands for ours. */
function withoutOwnData(spec: ChartSpec): ChartSpec {
  const { data: source, ...rest } = spec;
  const named = isRecord(source) && Object.keys(source).join() === "name";
  return source === undefined || named ? rest : spec;
}

/** Names of the fields that are drawn on a time scale. */
export function temporalFields(spec: ChartSpec): Set<string> {
  const found = new Set<string>();
  for (const { field, type, timeUnit } of objects(spec)) {
    if (typeof field === "string" && (type === "temporal" || timeUnit !== undefined)) found.add(field);
  }
  return found;
}

/** What a chart shows, for who does not see it: "bar chart: region, margin". */
export function markAndFields(spec: ChartSpec): string {
  const marks = new Set<string>();
  const fields = new Set<string>();
  for (const { mark, field } of objects(spec)) {
    const type = isRecord(mark) ? mark["type"] : mark;
    if (typeof type === "string") marks.add(type);
    if (typeof field === "string") fields.add(field);
  }
  return `${[...marks].join(" and ")} chart: ${[...fields].join(", ")}`;
}
