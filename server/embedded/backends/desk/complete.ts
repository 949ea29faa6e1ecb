import { grainFor } from "./dims";
import { PROFIT_WORDS, ROW_WORDS, SALES_WORDS } from "./lexicon";
import { mainTime, type Reading } from "./intent";
import { aliasOf, mainTerm, measureOf, rowCount, spelled } from "./measure";
import type { Dim, Measure, Query, Shape } from "./query";
import type { Column } from "./schema";

/** Fills what the question left open: the shape, a measure to rank by, the columns to look at. */
export function complete(reading: Reading): Query {
  const { table, filters, focus } = reading;
  const notes: string[] = [];
  const dims = [...reading.dims];
  if (reading.tokens[0]?.low === "why")
    notes.push(
      "A cause is beyond my rules: this is the course of the figures, to be broken down by a column of your choice.",
    );
  let measures = reading.measures;
  const shape = settleShape(reading, dims);
  if (shape === "trend" && !dims.some(({ kind }) => kind === "time")) addClock(reading, dims);
  const compared = comparedDim(reading, dims);
  if (compared) dims.push(compared);
  if (shape === "rows") measures = rowMeasures(reading);
  else if (measures.length === 0 && shape !== "distribution")
    measures = [defaultMeasure(reading, dims, notes)];
  const order = reading.order ?? "desc";
  const limit = shape === "rows" ? (reading.limit ?? (reading.order ? 1 : 20)) : (reading.limit ?? null);
  if (shape === "distribution") focusDistribution(reading, focus);
  return { shape, table, measures, dims: dims.slice(0, 2), filters, focus, order, limit, notes };
}

function settleShape(reading: Reading, dims: Dim[]): Shape {
  const { shape, order, limit } = reading;
  if (shape !== null && !(shape === "share" && dims.length === 0 && sharedDim(reading, dims) === null)) {
    if (
      shape === "correlation" &&
      numbersOf(reading).length < 2 &&
      dims.length + categories(reading).length > 0
    )
      return fallback(reading, dims);
    return shape;
  }
  if (dims.length === 0 && wantsRows(reading)) return "rows";
  if (dims.length === 0 && isAgainst(reading)) return "correlation";
  if (dims.length > 0 && dims.every(({ kind }) => kind === "time") && (order === null || limit === null))
    return dims.length === 1 && order !== null ? "ranking" : "trend";
  if (dims.length > 0)
    return dims.some(({ kind }) => kind === "time")
      ? "trend"
      : order !== null || limit !== null
        ? "ranking"
        : "breakdown";
  if (comparedDim(reading, dims)) return "breakdown";
  return isExtreme(reading) ? "rows" : "scalar";
}

/** "distance vs duration": two measures set against each other. */
const isAgainst = ({ tokens, focus }: Reading): boolean =>
  tokens.some(({ low }) => low === "vs" || low === "versus" || low === "against") &&
  focus.filter(({ kind }) => kind === "number").length >= 2;

/** "longest stay": one end of a column, with no word that adds rows up. */
const isExtreme = ({ tokens, order, measures }: Reading): boolean =>
  order !== null &&
  measures.some(({ agg }) => agg === "sum" || agg === "avg") &&
  !tokens.some(({ low }) => /^(?:total|sum|overall|average|avg|mean|much)$/.test(low));

function fallback(reading: Reading, dims: Dim[]): Shape {
  if (dims.length === 0) dims.push(...categories(reading).slice(0, 1));
  return "breakdown";
}

const numbersOf = ({ focus, table }: Reading): Column[] =>
  focus.length === 0
    ? table.columns.filter(({ kind }) => kind === "number")
    : focus.filter(({ kind }) => kind === "number");

const categories = ({ focus }: Reading): Dim[] =>
  focus
    .filter(({ kind }) => kind === "category")
    .map((column) => ({ kind: "column", column, alias: aliasOf(spelled(column)) }));

/** "share of EMEA in revenue": the column whose value is named is what is shared out. */
function sharedDim(reading: Reading, dims: Dim[]): Dim | null {
  const named = reading.filters.find((each) => each.kind === "values" && !each.negated);
  const dim = categories(reading)[0] ?? (named?.kind === "values" ? toDim(named.column) : null);
  if (!dim) return null;
  dims.push(dim);
  if (named?.kind === "values" && dim.column === named.column)
    reading.filters = reading.filters.filter((each) => each !== named);
  return dim;
}

const toDim = (column: Column): Dim => ({ kind: "column", column, alias: aliasOf(spelled(column)) });

/** "EMEA vs APAC", "2023 and 2024": several values of one column are compared side by side. */
function comparedDim({ filters, dims: own }: Reading, dims: Dim[]): Dim | null {
  const several = filters.find(
    (each) => (each.kind === "values" && !each.negated && each.values.length > 1) || each.kind === "periods",
  );
  if (!several || dims.length > 0 || own.length > 1) return null;
  if (several.kind === "values") return toDim(several.column);
  if (several.kind !== "periods") return null;
  const [first] = several.periods;
  const grain = /^Q\d/.test(first?.label ?? "")
    ? "quarter"
    : /^\d{4}$/.test(first?.label ?? "")
      ? "year"
      : "month";
  return { kind: "time", column: several.column, grain, alias: grain };
}

function wantsRows({ tokens, mentions, measures, order, limit, filters, shape }: Reading): boolean {
  if (shape !== null || measures.some(({ agg }) => agg === "count" || agg === "distinct")) return false;
  const text = tokens.map(({ low }) => low).join(" ");
  const subject = mentions.some(({ entity }) => entity) || tokens.some(({ stem }) => ROW_WORDS.has(stem));
  const aggregated = /\b(?:total|sum|average|avg|mean|median|how much)\b/.test(text);
  if (/\b(?:preview|sample|first \d+ rows|first rows)\b/.test(text)) return true;
  if (aggregated || !subject) return false;
  if (order !== null) return true;
  const listing = /\b(?:show|list|find|display|give|which|see|get)\b/.test(text);
  return (listing && (filters.length > 0 || measures.length === 0)) || limit !== null;
}

/** The column that rows are ordered by. */
function rowMeasures({ measures, order, table, tokens }: Reading): Measure[] {
  if (order === null) return [];
  const clock = mainTime(table);
  if (clock && tokens.some(({ low }) => /^(?:latest|newest|earliest|oldest|recent)$/.test(low)))
    return [measureOf("max", { kind: "column", column: clock })];
  const named = measures.find(({ term }) => term.kind !== "rows");
  const term = named?.term ?? mainTerm(table);
  return term ? [measureOf("max", term)] : [];
}

function defaultMeasure({ tokens, table }: Reading, dims: readonly Dim[], notes: string[]): Measure {
  const sold = tokens.some(({ low, stem }) => SALES_WORDS.has(low) || PROFIT_WORDS.has(stem));
  const valued = tokens.some(({ low }) =>
    /^(?:best|worst|top|bottom|biggest|largest|smallest|perform|performing|compare|vs|versus)$/.test(low),
  );
  const term = sold || valued ? mainTerm(table) : null;
  if (term && dims.length > 0) {
    const measure = measureOf("sum", term);
    notes.push(`No measure was named, so this goes by ${measure.label}.`);
    return measure;
  }
  return rowCount(table);
}

function addClock({ table, tokens }: Reading, dims: Dim[]): void {
  const clock = mainTime(table);
  if (!clock) return;
  const [grain] = grainFor(tokens, new Set(), clock).grains;
  dims.unshift({
    kind: "time",
    column: clock,
    grain: grain?.grain ?? spanGrain(clock),
    alias: grain?.grain ?? spanGrain(clock),
  });
}

/** A grain that gives a readable number of points for the span of a time column. */
export function spanGrain(column: Column): "hour" | "day" | "week" | "month" | "year" {
  const [low, high] = [column.min, column.max].map((bound) => Date.parse(bound ?? ""));
  const days = ((high ?? NaN) - (low ?? NaN)) / 86_400_000;
  if (!Number.isFinite(days)) return "month";
  if (days <= 3) return "hour";
  if (days <= 62) return "day";
  if (days <= 200) return "week";
  return days <= 366 * 6 ? "month" : "year";
}

function focusDistribution(reading: Reading, focus: Column[]): void {
  if (focus.length > 0) return;
  const term = mainTerm(reading.table);
  const column =
    term?.kind === "column" ? term.column : reading.table.columns.find(({ kind }) => kind === "category");
  if (column) focus.push(column);
}
