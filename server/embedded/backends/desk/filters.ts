import { STOPWORDS, CUES, monthOf } from "./lexicon";
import type { Filter, Term } from "./query";
import { pick, type Mention } from "./resolve";
import type { Column, Table } from "./schema";
import type { Token } from "./tokens";

type Op = ">" | ">=" | "<" | "<=" | "=" | "!=";
type Search = { tokens: readonly Token[]; mentions: readonly Mention[]; table: Table; taken: Set<number> };

const PHRASES: readonly (readonly [string, Op])[] = [
  ["more than", ">"],
  ["greater than", ">"],
  ["higher than", ">"],
  ["larger than", ">"],
  ["bigger than", ">"],
  ["longer than", ">"],
  ["older than", ">"],
  ["less than", "<"],
  ["fewer than", "<"],
  ["lower than", "<"],
  ["smaller than", "<"],
  ["shorter than", "<"],
  ["younger than", "<"],
  ["at least", ">="],
  ["at most", "<="],
  ["equal to", "="],
  ["over", ">"],
  ["above", ">"],
  ["exceeding", ">"],
  ["under", "<"],
  ["below", "<"],
  [">=", ">="],
  ["<=", "<="],
  ["!=", "!="],
  ["<>", "!="],
  [">", ">"],
  ["<", "<"],
  ["=", "="],
  ["equals", "="],
  ["is", "="],
];

/** "over 100", "between 10 and 20", "price < 5": limits on numeric columns. */
export function numberFilters(search: Search, fallback: Term | null): Filter[] {
  const { tokens, taken } = search;
  const filters: Filter[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (taken.has(at)) continue;
    const hit = rangeAt(search, at, fallback) ?? limitAt(search, at, fallback);
    if (!hit) continue;
    filters.push(hit.filter);
    for (let index = at; index < hit.end; index += 1) taken.add(index);
  }
  return filters;
}

function rangeAt(search: Search, at: number, fallback: Term | null): { filter: Filter; end: number } | null {
  const { tokens } = search;
  const [low, joint, high] = [tokens[at + 1], tokens[at + 2]?.low, tokens[at + 3]];
  if (tokens[at]?.low !== "between" || low?.kind !== "number" || high?.kind !== "number") return null;
  const column = numericNear(search, at, at + 4) ?? (fallback?.kind === "column" ? fallback.column : null);
  if (!column || (joint !== "and" && joint !== "to")) return null;
  const bounds = [low.value ?? 0, high.value ?? 0].sort((a, b) => a - b);
  return { filter: { kind: "range", column, low: bounds[0] ?? 0, high: bounds[1] ?? 0 }, end: at + 4 };
}

function limitAt(search: Search, at: number, fallback: Term | null): { filter: Filter; end: number } | null {
  const { tokens } = search;
  for (const [phrase, op] of PHRASES) {
    const words = phrase.split(" ");
    if (!words.every((word, index) => tokens[at + index]?.low === word)) continue;
    const number = tokens[at + words.length];
    const end = at + words.length + 1;
    if (number?.kind !== "number" || number.value === null) return null;
    const filter = limitOf(numericNear(search, at, end), fallback, { op, value: number.value });
    return filter && { filter, end };
  }
  return null;
}

function limitOf(
  named: Column | null,
  fallback: Term | null,
  limit: { op: Op; value: number },
): Filter | null {
  const column = named ?? (fallback?.kind === "column" ? fallback.column : null);
  if (column) return { kind: "number", column, ...limit };
  return fallback ? { kind: "amount", term: fallback, ...limit } : null;
}

/** The numeric column named just before a comparison, or just after its number ("over 100 units"). */
function numericNear({ mentions }: Search, start: number, end: number): Column | null {
  const near = mentions.filter(
    (mention) => (mention.end <= start && mention.end >= start - 2) || mention.start === end,
  );
  for (const mention of near) {
    const column = pick(mention, ["number"]);
    if (column) return column;
  }
  return null;
}

const NEGATIONS = new Set(["not", "excluding", "except", "without", "exclude", "ignoring", "ignore", "no"]);

/** Values of columns that the question names: "for EMEA", "where status is not shipped", "excluding returns". */
export function valueFilters({ tokens, mentions, taken }: Search): Filter[] {
  const filters: Extract<Filter, { kind: "values" }>[] = [];
  for (const mention of mentions.filter(({ values }) => values.length > 0)) {
    const near = mentions.find(
      (other) => other !== mention && other.end <= mention.start && other.end >= mention.start - 3,
    );
    const chosen =
      mention.values.find(({ column }) => near?.columns.some((each) => each.column === column)) ??
      mention.values[0];
    if (!chosen) continue;
    const negated = isNegated(tokens, mention.start);
    const same = filters.find((each) => each.column === chosen.column && each.negated === negated);
    if (same) same.values.push(chosen.value);
    else filters.push({ kind: "values", column: chosen.column, values: [chosen.value], negated });
    for (let at = mention.start; at < mention.end; at += 1) taken.add(at);
  }
  return filters;
}

function isNegated(tokens: readonly Token[], start: number): boolean {
  return tokens
    .slice(Math.max(0, start - 3), start)
    .some((token) => NEGATIONS.has(token.low) || token.low === "!=");
}

const IS = new Set(["is", "=", "equals", "are", "was", "!="]);

/** "<column> is <value>" where the value is not among the samples. */
export function explicitFilters({ tokens, mentions, taken }: Search): Filter[] {
  return mentions.flatMap((mention): Filter[] => {
    const column = pick(mention, ["category", "id", "boolean"]);
    let at = mention.end;
    if (!column || !IS.has(tokens[at]?.low ?? "")) return [];
    const negated = tokens[at]?.low === "!=" || tokens[at + 1]?.low === "not";
    at += tokens[at + 1]?.low === "not" ? 2 : 1;
    const value = freeText(tokens, at, taken);
    if (value === "") return [];
    if (column.kind === "boolean")
      return [{ kind: "flag", column, value: /^(?:true|yes|1)$/i.test(value) !== negated }];
    return [{ kind: "text", columns: [column], value, negated, match: "whole" }];
  });
}

function freeText(tokens: readonly Token[], start: number, taken: Set<number>): string {
  const words: string[] = [];
  for (let at = start; at < tokens.length && words.length < 5; at += 1) {
    const token = tokens[at];
    if (!token || taken.has(at) || token.kind === "op") break;
    if (!token.quoted && (STOPWORDS.has(token.low) || (words.length > 0 && CUES.has(token.low)))) break;
    words.push(token.raw);
    taken.add(at);
  }
  return words.join(" ");
}

const LEADS = new Set(
  "for in from of with only at to is not except excluding without and vs versus than about just".split(" "),
);

/** Names that no sample shows: "for Acme Corp" is looked up in every text column. */
export function nameFilters({ tokens, mentions, table, taken }: Search): Filter[] {
  const columns = table.columns.filter(({ kind, type, distinct, samples }) => {
    const more = distinct === null || distinct > samples.length;
    return (kind === "category" || kind === "id") && type === "VARCHAR" && more;
  });
  const free = (at: number): boolean =>
    !taken.has(at) && !mentions.some(({ start, end }) => at >= start && at < end);
  const filters: Filter[] = [];
  for (let at = 0; at < tokens.length && columns.length > 0; at += 1) {
    const token = tokens[at];
    if (!token || !free(at) || !isName(token) || !(token.quoted || LEADS.has(tokens[at - 1]?.low ?? "")))
      continue;
    const start = at;
    while (at + 1 < tokens.length && free(at + 1) && isName(tokens[at + 1])) at += 1;
    for (let index = start; index <= at; index += 1) taken.add(index);
    const value = tokens
      .slice(start, at + 1)
      .map(({ raw }) => raw)
      .join(" ");
    filters.push({ kind: "text", columns, value, negated: isNegated(tokens, start), match: "part" });
  }
  return filters.slice(0, 3);
}

function isName(token: Token | undefined): boolean {
  if (token?.quoted) return true;
  return (
    token?.kind === "word" &&
    /^\p{Lu}/u.test(token.raw) &&
    !STOPWORDS.has(token.low) &&
    !CUES.has(token.low) &&
    monthOf(token.low) === 0
  );
}

/** Boolean columns used as an adjective: "churned customers", "not active". */
export function flagFilters({ tokens, mentions, taken }: Search, dims: ReadonlySet<Column>): Filter[] {
  return mentions.flatMap((mention): Filter[] => {
    const best = mention.columns[0];
    if (!best || best.column.kind !== "boolean" || dims.has(best.column) || taken.has(mention.start))
      return [];
    return [{ kind: "flag", column: best.column, value: !isNegated(tokens, mention.start) }];
  });
}
