import { findDims, grainFor } from "./dims";
import { explicitFilters, flagFilters, nameFilters, numberFilters, valueFilters } from "./filters";
import { CUES, HIGH, LOW, NOT_DATA, ROW_WORDS } from "./lexicon";
import { direction, findMeasures, mainTerm } from "./measure";
import { findPeriods } from "./periods";
import type { Dim, Filter, Measure, Shape } from "./query";
import { resolve, type Mention } from "./resolve";
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
  const { grains, phrases } = grainFor(
    tokens,
    new Set([...taken, ...wholeNames(tokens, table, taken)]),
    clock,
  );
  const mentions = resolve(tokens, table, new Set([...taken, ...phrases]));
  const dims = findDims({ tokens, mentions, clock, grains });
  const dimColumns = new Set(dims.map(({ column }) => column));
  const compared = findMeasures({ tokens, mentions, table }, dimColumns);
  const filters = allFilters({ tokens, mentions, table, taken }, compared, dimColumns);
  const limited = new Set(
    filters.flatMap((each) => (each.kind === "number" || each.kind === "range" ? [each.column] : [])),
  );
  const measures = keepMeasures(compared, limited, tokens);
  const reading = { table, tokens, mentions, measures, dims, filters: [...periods, ...filters], limit };
  const score =
    mentions.reduce((sum, each) => sum + each.score, 0) +
    periods.length * 3 +
    (dims.some(({ kind }) => kind === "time") ? 2 : 0);
  const derived = measures.some(({ term }) => term.kind === "product" || term.kind === "difference") ? 5 : 0;
  return {
    ...reading,
    shape: shapeOf(tokens),
    focus: focusOf(mentions),
    order: direction(tokens),
    score: score + derived,
  };
}

/** The words of columns that are named in full by several words: "days absent" asks for no days. */
function wholeNames(tokens: readonly Token[], table: Table, taken: ReadonlySet<number>): number[] {
  const named = resolve(tokens, table, taken).filter(
    ({ start, end, columns }) => end - start > 1 && columns[0]?.column.words.length === end - start,
  );
  return named.flatMap(({ start, end }) => Array.from({ length: end - start }, (_none, at) => start + at));
}

type Search = { tokens: readonly Token[]; mentions: readonly Mention[]; table: Table; taken: Set<number> };

function allFilters(search: Search, measures: readonly Measure[], dims: ReadonlySet<Column>): Filter[] {
  const [measure] = measures;
  const term = measure && measure.term.kind !== "rows" ? measure.term : mainTerm(search.table);
  const numbers = numberFilters(search, term);
  const values = valueFilters(search);
  return [
    ...numbers,
    ...values,
    ...explicitFilters(search),
    ...flagFilters(search, dims),
    ...nameFilters(search),
  ];
}

/** A column named only to set a limit ("orders with quantity over 5") is no measure. */
function keepMeasures(
  measures: readonly Measure[],
  limited: ReadonlySet<Column>,
  tokens: readonly Token[],
): Measure[] {
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
    if (value < 1 || (/^(?:first|last)$/.test(low) && /^(?:day|week|month|quarter|year)$/.test(unit)))
      continue;
    taken.add(at + 1);
    return Math.min(500, Math.round(value));
  }
  const leading = tokens.findIndex(
    ({ kind, value }) => kind === "number" && value !== null && value >= 1 && value <= 500,
  );
  const after = tokens[leading + 1]?.low ?? "";
  if (
    leading < 0 ||
    !/^(?:most|least|highest|lowest|biggest|largest|smallest|best|worst|cheapest|longest|shortest|latest|rows)$/.test(
      after,
    )
  )
    return null;
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
  [/\bover time\b|\btrend|\btime series\b|\bdevelop|\bevol|^why\b/, "trend"],
];

function shapeOf(tokens: readonly Token[]): Shape | null {
  const text = tokens.map(({ low }) => low).join(" ");
  return SHAPES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The columns a question names, values aside, for the shapes that look at columns one by one. */
function focusOf(mentions: readonly Mention[]): Column[] {
  const columns = mentions.flatMap((mention) =>
    mention.values.length > 0 || mention.entity ? [] : (mention.columns[0]?.column ?? []),
  );
  return [...new Set(columns)];
}

/** Whether the question is about data at all; greetings and requests for prose are not. */
export function isAnalytic(reading: Reading): boolean {
  const { tokens, mentions, measures, dims, filters } = reading;
  const outside = tokens.filter((_, at) => !mentions.some(({ start, end }) => at >= start && at < end));
  if (outside.some(({ low }) => NOT_DATA.has(low))) return false;
  const found = mentions.length > 0 || measures.length > 0 || dims.length > 0 || filters.length > 0;
  const cued = tokens.some(
    ({ low, stem }) => CUES.has(low) || CUES.has(stem) || HIGH.has(low) || LOW.has(low),
  );
  const short =
    tokens.length <= 6 &&
    (measures.length > 0 || mentions.some(({ columns, entity }) => columns.length > 0 || entity));
  const rows = tokens.some(({ stem }) => ROW_WORDS.has(stem));
  return (found && (cued || short)) || (cued && (rows || reading.shape !== null));
}
