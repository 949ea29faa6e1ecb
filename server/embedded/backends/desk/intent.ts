import { findDims, grainFor } from "./dims";
import { explicitFilters, flagFilters, nameFilters, numberFilters, valueFilters } from "./filters";
import { CUES, NOT_DATA, ROW_WORDS, SALES_WORDS, PROFIT_WORDS } from "./lexicon";
import { direction, findMeasures, mainTerm, measureOf, rowCount, aliasOf, spelled } from "./measure";
import { findPeriods } from "./periods";
import type { Dim, Filter, Measure, Query, Shape } from "./query";
import { pick, resolve, type Mention } from "./resolve";
import type { Column, Table } from "./schema";
import { tokenize, type Token } from "./tokens";

/** What a question says about one table, before defaults fill the gaps. */
export type Reading = {
  table: Table;
  tokens: readonly Token[];
  mentions: readonly Mention[];
  shape: Shape | null;
  measures: Measure[];
  dims: Dim[];
  filters: Filter[];
  focus: Column[];
  order: "desc" | "asc" | null;
  limit: number | null;
  score: number;
};

/** Reads a question against one table. */
export function read(question: string, table: Table): Reading {
  const tokens = tokenize(question);
  const taken = new Set<number>();
  const limit = findLimit(tokens, taken);
  const clock = mainTime(table);
  const periods = clock ? findPeriods(tokens, clock, taken) : [];
  const { grains, phrases } = grainFor(tokens, taken, clock);
  const mentions = resolve(tokens, table, new Set([...taken, ...phrases]));
  const dims = findDims({ tokens, mentions, clock, grains });
  const dimColumns = new Set(dims.map(({ column }) => column));
  const compared = findMeasures({ tokens, mentions, table }, dimColumns);
  const filters = allFilters({ tokens, mentions, table, taken }, compared, dimColumns);
  const limited = new Set(filters.flatMap((each) => (each.kind === "number" || each.kind === "range" ? [each.column] : [])));
  const measures = keepMeasures(compared, limited, tokens);
  const reading = { table, tokens, mentions, measures, dims, filters: [...periods, ...filters], limit };
  const score = mentions.reduce((sum, each) => sum + each.score, 0) + periods.length * 3 + (dims.some(({ kind }) => kind === "time") ? 2 : 0);
  const derived = measures.some(({ term }) => term.kind === "product" || term.kind === "difference") ? 5 : 0;
  return { ...reading, shape: shapeOf(tokens), focus: focusOf(mentions), order: direction(tokens), score: score + derived };
}

type Search = { tokens: readonly Token[]; mentions: readonly Mention[]; table: Table; taken: Set<number> };

function allFilters(search: Search, measures: readonly Measure[], dims: ReadonlySet<Column>): Filter[] {
  const [measure] = measures;
  const term = measure && measure.term.kind !== "rows" ? measure.term : mainTerm(search.table);
  const numbers = numberFilters(search, term);
  const values = valueFilters(search);
  return [...numbers, ...values, ...explicitFilters(search), ...flagFilters(search, dims), ...nameFilters(search)];
}

/** A column named only to set a limit ("orders with quantity over 5") is no measure. */
function keepMeasures(measures: readonly Measure[], limited: ReadonlySet<Column>, tokens: readonly Token[]): Measure[] {
  if (measures.length === 0) return [];
  const aggregated = tokens.some(({ low }) => /^(?:total|sum|average|avg|mean|median|max|min)$/.test(low));
  return measures.filter(({ term }) => aggregated || term.kind !== "column" || !limited.has(term.column));
}

/** The time column that dates in a question refer to. */
export function mainTime(table: Table): Column | null {
  const times = table.columns.filter(({ kind }) => kind === "time");
  const avoid = /^(?:birth|dob|updated|modified|end|due|expiry)/;
  return times.find(({ words }) => !words.some((word) => avoid.test(word))) ?? times[0] ?? null;
}

function findLimit(tokens: readonly Token[], taken: Set<number>): number | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const low = tokens[at]?.low ?? "";
    const next = tokens[at + 1];
    if (!/^(?:top|bottom|first|last|best|worst|largest|biggest|highest|lowest|smallest)$/.test(low)) continue;
    const value = next?.kind === "number" ? (next.value ?? 0) : spelledNumber(next?.low ?? "");
    const unit = tokens[at + 2]?.stem ?? "";
    if (value < 1 || (/^(?:first|last)$/.test(low) && /^(?:day|week|month|quarter|year)$/.test(unit))) continue;
    taken.add(at + 1);
    return Math.min(500, Math.round(value));
  }
  const leading = tokens.findIndex(({ kind, value }) => kind === "number" && value !== null && value >= 1 && value <= 500);
  const after = tokens[leading + 1]?.low ?? "";
  if (leading < 0 || !/^(?:most|least|highest|lowest|biggest|largest|smallest|best|worst|cheapest|longest|shortest|latest|rows)$/.test(after)) return null;
  taken.add(leading);
  return tokens[leading]?.value ?? null;
}

const spelledNumber = (low: string): number =>
  ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].indexOf(low) + 1;

const SHAPES: readonly (readonly [RegExp, Shape])[] = [
  [/\bduplicate|\brepeated\b|\bduped?s?\b/, "duplicates"],
  [/\bmissing\b|\bnulls?\b|\bblanks?\b|\bincomplete\b|\bempty\b/, "missing"],
  [/\boutliers?\b|\banomal|\bunusual\b|\bextreme/, "outliers"],
  [/\bcorrelat|\brelationship\b|\bdepends? on\b|\bscatter/, "correlation"],
  [/\bdistribut|\bhistogram\b|\bspread of\b/, "distribution"],
  [/\bshare\b|\bpercent|\bproportion\b|\bpart of\b|\bpie\b/, "share"],
  [/\bover time\b|\btrend|\btime series\b|\bdevelop|\bevol/, "trend"],
];

function shapeOf(tokens: readonly Token[]): Shape | null {
  const text = tokens.map(({ low }) => low).join(" ");
  return SHAPES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The columns a question names, values aside, for the shapes that look at columns one by one. */
function focusOf(mentions: readonly Mention[]): Column[] {
  const columns = mentions.flatMap((mention) => (mention.values.length > 0 || mention.entity ? [] : (mention.columns[0]?.column ?? [])));
  return [...new Set(columns)];
}

/** Whether the question is about data at all; greetings and requests for prose are not. */
export function isAnalytic(reading: Reading): boolean {
  const { tokens, mentions, measures, dims, filters } = reading;
  if (tokens.some(({ low }) => NOT_DATA.has(low))) return false;
  const found = mentions.length > 0 || measures.length > 0 || dims.length > 0 || filters.length > 0;
  const cued = tokens.some(({ low, stem }) => CUES.has(low) || CUES.has(stem));
  const short = tokens.length <= 6 && mentions.some(({ columns, entity }) => columns.length > 0 || entity);
  const rows = tokens.some(({ stem }) => ROW_WORDS.has(stem));
  return (found && (cued || short)) || (cued && (rows || reading.shape !== null));
}

/** Fills what the question left open: the shape, a measure to rank by, the columns to look at. */
export function complete(reading: Reading): Query {
  const { table, tokens, filters, focus } = reading;
  const notes: string[] = [];
  const dims = [...reading.dims];
  let measures = reading.measures;
  const shape = settleShape(reading, dims);
  if (shape === "trend" && !dims.some(({ kind }) => kind === "time")) addClock(reading, dims);
  if (shape === "rows") measures = rowMeasures(reading);
  else if (measures.length === 0 && shape !== "distribution") measures = [defaultMeasure(reading, dims, notes)];
  const compared = comparedDim(reading, dims);
  if (compared) dims.push(compared);
  const order = reading.order ?? "desc";
  const limit = shape === "rows" ? (reading.limit ?? (reading.order ? 1 : 20)) : (reading.limit ?? null);
  if (shape === "distribution") focusDistribution(reading, focus);
  void tokens;
  return { shape, table, measures, dims: dims.slice(0, 2), filters, focus, order, limit, notes };
}

function settleShape(reading: Reading, dims: Dim[]): Shape {
  const { shape, order, limit, tokens } = reading;
  if (shape !== null && !(shape === "share" && dims.length === 0 && sharedDim(reading, dims) === null)) {
    if (shape === "correlation" && numbersOf(reading).length < 2 && dims.length + categories(reading).length > 0) return fallback(reading, dims);
    return shape;
  }
  if (dims.length === 0 && wantsRows(reading)) return "rows";
  if (dims.length > 0 && dims.every(({ kind }) => kind === "time") && (order === null || limit === null)) return dims.length === 1 && order !== null ? "ranking" : "trend";
  if (dims.length > 0) return dims.some(({ kind }) => kind === "time") ? "trend" : order !== null || limit !== null ? "ranking" : "breakdown";
  if (comparedDim(reading, dims)) return "breakdown";
  void tokens;
  return "scalar";
}

function fallback(reading: Reading, dims: Dim[]): Shape {
  if (dims.length === 0) dims.push(...categories(reading).slice(0, 1));
  return "breakdown";
}

const numbersOf = ({ focus, table }: Reading): Column[] =>
  focus.length === 0 ? table.columns.filter(({ kind }) => kind === "number") : focus.filter(({ kind }) => kind === "number");

const categories = ({ focus }: Reading): Dim[] =>
  focus.filter(({ kind }) => kind === "category").map((column) => ({ kind: "column", column, alias: aliasOf(spelled(column)) }));

/** "share of EMEA in revenue": the column whose value is named is what is shared out. */
function sharedDim(reading: Reading, dims: Dim[]): Dim | null {
  const named = reading.filters.find((each) => each.kind === "values" && !each.negated);
  const dim = categories(reading)[0] ?? (named?.kind === "values" ? toDim(named.column) : null);
  if (!dim) return null;
  dims.push(dim);
  if (named?.kind === "values" && dim.column === named.column) reading.filters = reading.filters.filter((each) => each !== named);
  return dim;
}

const toDim = (column: Column): Dim => ({ kind: "column", column, alias: aliasOf(spelled(column)) });

/** "EMEA vs APAC", "2023 and 2024": several values of one column are compared side by side. */
function comparedDim({ filters, dims: own }: Reading, dims: Dim[]): Dim | null {
  const several = filters.find((each) => (each.kind === "values" && !each.negated && each.values.length > 1) || each.kind === "periods");
  if (!several || dims.length > 0 || own.length > 1) return null;
  if (several.kind === "values") return toDim(several.column);
  if (several.kind !== "periods") return null;
  const [first] = several.periods;
  const grain = /^Q\d/.test(first?.label ?? "") ? "quarter" : /^\d{4}$/.test(first?.label ?? "") ? "year" : "month";
  return { kind: "time", column: several.column, grain, alias: grain };
}

function wantsRows({ tokens, mentions, measures, order, limit, filters, table, shape }: Reading): boolean {
  if (shape !== null || measures.some(({ agg }) => agg === "count" || agg === "distinct")) return false;
  const text = tokens.map(({ low }) => low).join(" ");
  const subject = mentions.some(({ entity }) => entity) || tokens.some(({ stem }) => ROW_WORDS.has(stem));
  const aggregated = /\b(?:total|sum|average|avg|mean|median|how much)\b/.test(text);
  if (/\b(?:preview|sample|first \d+ rows|first rows)\b/.test(text)) return true;
  if (aggregated || !subject) return false;
  if (order !== null) return true;
  const listing = /\b(?:show|list|find|display|give|which|see|get)\b/.test(text);
  void table;
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

function defaultMeasure({ tokens, table, focus, shape }: Reading, dims: readonly Dim[], notes: string[]): Measure {
  const sold = tokens.some(({ low, stem }) => SALES_WORDS.has(low) || PROFIT_WORDS.has(stem));
  const valued = tokens.some(({ low }) => /^(?:best|worst|top|bottom|biggest|largest|smallest|perform|performing)$/.test(low));
  const term = sold || valued ? mainTerm(table) : null;
  const sum = term && (sold || measureOf("sum", term).alias.length > 0) ? term : null;
  if (sum && dims.length > 0) {
    const measure = measureOf("sum", sum);
    notes.push(`No measure was named, so this ranks by ${measure.label}.`);
    return measure;
  }
  void focus;
  void shape;
  return rowCount(table);
}

function addClock({ table, filters, tokens }: Reading, dims: Dim[]): void {
  const clock = mainTime(table);
  if (!clock) return;
  void filters;
  const [grain] = grainFor(tokens, new Set(), clock).grains;
  dims.unshift({ kind: "time", column: clock, grain: grain?.grain ?? spanGrain(clock), alias: grain?.grain ?? spanGrain(clock) });
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
  const column = term?.kind === "column" ? term.column : reading.table.columns.find(({ kind }) => kind === "category");
  if (column) focus.push(column);
}

export const pickMeasureColumn = (mention: Mention): Column | null => pick(mention, ["number"]);
