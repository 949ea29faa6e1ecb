import {
  AGGS,
  AVERAGED,
  FREQUENCY,
  HIGH,
  LOW,
  PROFIT_WORDS,
  REVENUE,
  ROW_WORDS,
  SALES_WORDS,
  SUPERLATIVE_MEASURE,
} from "./lexicon";
import type { Agg, Measure, Term } from "./query";
import { nameScore, pick, type Mention } from "./resolve";
import type { Column, Table } from "./schema";
import { stem, type Token } from "./tokens";

type Search = { tokens: readonly Token[]; mentions: readonly Mention[]; table: Table };

const COUNTED: Measure = { agg: "count", term: { kind: "rows" }, label: "number of rows", alias: "rows" };

/** The measure that counts rows, named after what a row of the table is. */
export function rowCount(table: Table): Measure {
  const name = table.name.replaceAll("_", " ");
  return { ...COUNTED, label: `number of ${/s$/i.test(name) ? name : `rows in ${name}`}` };
}

/** What the question measures, in its order; empty when it names nothing to measure. */
export function findMeasures(search: Search, dims: ReadonlySet<Column>): Measure[] {
  const counted = countMeasure(search);
  if (counted) return [counted];
  const named = namedMeasures(search, dims);
  if (named.length > 0) return named.slice(0, 3);
  const derived = derivedMeasure(search);
  return derived ? [derived] : superlative(search);
}

/** "how many X", "number of X", "X count". */
function countMeasure({ tokens, mentions, table }: Search): Measure | null {
  const at = tokens.findIndex(
    (token, index) =>
      (token.low === "many" && tokens[index - 1]?.low === "how") ||
      (token.low === "number" && tokens[index + 1]?.low === "of") ||
      (token.low === "count" && !isMeasured(mentions, index)),
  );
  if (at < 0) return null;
  if (tokens.slice(at + 1, at + 3).some((token) => ROW_WORDS.has(token.stem))) return rowCount(table);
  const distinct = tokens.some(({ low }) => low === "distinct" || low === "unique" || low === "different");
  const after = mentions.find(({ start }) => start > at && start <= at + 4);
  const before = tokens[at]?.low === "count" ? mentions.find(({ end }) => end === at) : undefined;
  const subject =
    after && !tokens.slice(at, after.start).some(({ low }) => low === "by" || low === "per") ? after : before;
  if (!subject || (subject.entity && !distinct) || ROW_WORDS.has(tokens[subject.start]?.stem ?? ""))
    return rowCount(table);
  const amount = tokens[at]?.low === "many" && subject.values.length === 0 ? pick(subject, ["number"]) : null;
  if (amount) return measureOf("sum", { kind: "column", column: amount });
  const column = pick(subject, ["id", "category"]);
  return column && subject.values.length === 0
    ? measureOf("distinct", { kind: "column", column })
    : rowCount(table);
}

const isMeasured = (mentions: readonly Mention[], at: number): boolean =>
  mentions.some(({ start, end }) => at >= start && at < end);

function namedMeasures({ tokens, mentions }: Search, dims: ReadonlySet<Column>): Measure[] {
  const measures: Measure[] = [];
  const verbs: Measure[] = [];
  let shared: Agg | null = null;
  for (const mention of mentions) {
    const column =
      mention.values.length > 0 && mention.score > (mention.columns[0]?.score ?? 0)
        ? null
        : pick(mention, ["number"]);
    const best = mention.columns[0];
    if (
      !column ||
      dims.has(column) ||
      (best && best.column.kind !== "number" && best.score > scoreOf(mention, column) + 1.5)
    )
      continue;
    const agg = aggBefore(tokens, mention.start);
    shared = agg ?? shared;
    const verb = /^(?:sold|sells?|selling|earn|earned|spent|spend)$/.test(tokens[mention.start]?.low ?? "");
    (verb ? verbs : measures).push(measureOf(shared ?? defaultAgg(column), { kind: "column", column }));
  }
  if (measures.length === 0) return verbs.slice(0, 1);
  return measures.filter((each, index) => measures.findIndex(({ alias }) => alias === each.alias) === index);
}

const scoreOf = (mention: Mention, column: Column): number =>
  mention.columns.find((each) => each.column === column)?.score ?? 0;

/** The aggregate named shortly before a column: "average unit price", "what is the total of sales". */
function aggBefore(tokens: readonly Token[], start: number): Agg | null {
  for (let at = start - 1; at >= Math.max(0, start - 3); at -= 1) {
    const low = tokens[at]?.low ?? "";
    const agg = AGGS.get(low);
    if (agg) return agg;
    if (low === "by" || low === "per") return null;
  }
  return null;
}

/** Sums what adds up, averages what does not (prices, rates, scores, ages …). */
export function defaultAgg(column: Column): Agg {
  return column.words.some((word) => AVERAGED.has(word)) ? "avg" : "sum";
}

/** The revenue of a row: a revenue-like column, or quantity × price when there is none. */
export function revenueTerm(table: Table): Term | null {
  for (const word of REVENUE) {
    const column = table.columns.find(
      ({ kind, words }) => kind === "number" && words.includes(word) && !words.includes("unit"),
    );
    if (column) return { kind: "column", column };
  }
  return perUnit(table, "price");
}

function perUnit(table: Table, word: string): Term | null {
  const quantity = numeric(table, "quantity");
  const each = numeric(table, word);
  return quantity && each ? { kind: "product", left: quantity, right: each } : null;
}

function numeric(table: Table, word: string): Column | null {
  const scored = table.columns
    .filter(
      ({ kind, words }) =>
        kind === "number" &&
        !(word === "quantity" && words.some((each) => each === "price" || each === "cost")),
    )
    .map((column) => ({ column, score: nameScore([word], column.words) }))
    .sort((a, b) => b.score - a.score);
  return scored[0] && scored[0].score > 3 ? scored[0].column : null;
}

function costTerm(table: Table): Term | null {
  const cost = numeric(table, "cost");
  if (!cost) return null;
  return cost.words.includes("unit")
    ? (perUnit(table, "cost") ?? { kind: "column", column: cost })
    : { kind: "column", column: cost };
}

/** Profit as revenue − cost, revenue as quantity × price, when no column holds them. */
function derivedMeasure({ tokens, table }: Search): Measure | null {
  const wants = (words: ReadonlySet<string>): boolean =>
    tokens.some(({ low, stem: base }) => words.has(low) || words.has(base));
  const revenue = wants(PROFIT_WORDS) || wants(SALES_WORDS) ? revenueTerm(table) : null;
  if (!revenue) return null;
  const agg = firstAgg(tokens) ?? "sum";
  const cost = wants(PROFIT_WORDS) ? costTerm(table) : null;
  if (cost) return measureOf(agg, { kind: "difference", left: revenue, right: cost });
  return wants(SALES_WORDS) ? measureOf(agg, revenue) : null;
}

function firstAgg(tokens: readonly Token[]): Agg | null {
  for (const { low } of tokens) {
    const agg = AGGS.get(low);
    if (agg && agg !== "count") return agg;
  }
  return null;
}

/** "most expensive", "longest", "biggest": the measure that a superlative or a bare aggregate implies. */
function superlative({ tokens, table }: Search): Measure[] {
  for (const { low } of tokens) {
    if (FREQUENCY.has(low)) return [rowCount(table)];
    const word = SUPERLATIVE_MEASURE.get(low);
    const column = word ? numeric(table, word) : null;
    if (column) return [measureOf(defaultAgg(column), { kind: "column", column })];
  }
  const spent = tokens.some(
    ({ low }, at) =>
      /^(?:spend|spent|spends|paid|pay)$/.test(low) || (low === "how" && tokens[at + 1]?.low === "much"),
  );
  const agg = firstAgg(tokens) ?? (spent ? "sum" : null);
  const term = agg ? mainTerm(table) : null;
  return agg && term ? [measureOf(agg, term)] : [];
}

/** What "biggest" and "best" mean in a table when nothing is named: its revenue, else its first numeric column. */
export function mainTerm(table: Table): Term | null {
  const revenue = revenueTerm(table);
  if (revenue) return revenue;
  const column =
    table.columns.find((each) => each.kind === "number" && defaultAgg(each) === "sum") ??
    table.columns.find(({ kind }) => kind === "number");
  return column ? { kind: "column", column } : null;
}

/** Whether the question asks for the high end, the low end or neither. */
export function direction(tokens: readonly Token[]): "desc" | "asc" | null {
  for (const { low } of tokens) {
    if (LOW.has(low)) return "asc";
    if (HIGH.has(low)) return "desc";
  }
  return null;
}

const AGG_NAMES: Record<Agg, string> = {
  sum: "total",
  avg: "average",
  median: "median",
  min: "lowest",
  max: "highest",
  count: "number of",
  distinct: "distinct",
};

export function measureOf(agg: Agg, term: Term): Measure {
  const base = termWords(term);
  if (agg === "distinct")
    return { agg, term, label: `number of different ${plural(base)}`, alias: aliasOf(["distinct", ...base]) };
  const words = base[0] === AGG_NAMES[agg] ? base : [AGG_NAMES[agg], ...base];
  return { agg, term, label: words.join(" "), alias: aliasOf(words) };
}

/** "customer", "name" → "customers": what the values of a column stand for, in the plural. */
function plural(words: readonly string[]): string {
  const kept =
    words.length > 1 && /^(?:id|name|code|key)$/.test(words.at(-1) ?? "") ? words.slice(0, -1) : words;
  const text = kept.join(" ");
  if (/[^aeiou]y$/.test(text)) return `${text.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(text) ? text : `${text}s`;
}

function termWords(term: Term): string[] {
  switch (term.kind) {
    case "rows":
      return ["rows"];
    case "column":
      return spelled(term.column);
    case "product":
      return term.right.words.some((word) => stem(word) === "cost") ? ["cost"] : ["revenue"];
    case "difference":
      return ["profit"];
  }
}

/** The words of a column's name as it is written, not stemmed. */
export const spelled = (column: Column): string[] =>
  column.name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word.toLowerCase());

/** An output name that needs no escaping in SQL or in a chart. */
export const aliasOf = (words: readonly string[]): string =>
  words
    .join("_")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .slice(0, 60) || "value";
