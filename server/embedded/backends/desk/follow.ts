import { complete } from "./complete";
import { isAnalytic, read, type Reading } from "./intent";
import type { Filter, Query } from "./query";
import type { Table } from "./schema";
import { tokenize } from "./tokens";

const OPENERS = /^\s*(?:and|but|only|just|what about|how about|same|instead|also)\b/i;
const FRAGMENT =
  /^\s*(?:now|then|ok(?:ay)?|excluding|without|except|for|by|per|in|top|bottom|since|before|after|over|under|where|with)\b/i;

/** The query that the last of some questions asks, with earlier ones filling in for a follow-up; `null` for talk. */
export function understand(questions: readonly string[], tables: readonly Table[]): Query | null {
  const reading = readLast(questions, tables, 6);
  return reading && isAnalytic(reading) ? complete(reading) : null;
}

function readLast(questions: readonly string[], tables: readonly Table[], depth: number): Reading | null {
  const question = questions.at(-1) ?? "";
  const best = bestReading(question, tables);
  if (!best || depth === 0 || !isFollowUp(question, best)) return best;
  const earlier = questions.slice(0, -1);
  for (let end = earlier.length; end > 0; end -= 1) {
    const base = readLast(earlier.slice(0, end), tables, depth - 1);
    if (base && isAnalytic(base)) return merge(base, read(question, base.table), question);
  }
  return best;
}

function bestReading(question: string, tables: readonly Table[]): Reading | null {
  const readings = tables.map((table) => read(question, table));
  return readings.reduce<Reading | null>(
    (best, each) => (best === null || rank(each) > rank(best) ? each : best),
    null,
  );
}

/** A table that is named outright beats one whose columns merely fit. */
const rank = (reading: Reading): number =>
  reading.score + (reading.mentions.some(({ entity }) => entity) ? 2 : 0);

function isFollowUp(question: string, reading: Reading): boolean {
  const { mentions, dims, filters, limit, order } = reading;
  const said =
    mentions.length + dims.length + filters.length > 0 ||
    limit !== null ||
    order !== null ||
    reading.shape !== null;
  if (!said) return false;
  if (OPENERS.test(question)) return true;
  const topped = /^\s*(?:top|bottom)\b/i.test(question) && dims.length > 0;
  const whole =
    topped ||
    reading.measures.length > 0 ||
    reading.shape !== null ||
    reading.mentions.some(({ entity }) => entity);
  return !whole && (FRAGMENT.test(question) || (dims.length === 0 && tokenize(question).length <= 3));
}

function merge(base: Reading, next: Reading, question: string): Reading {
  const replaced = new Set(next.filters.map(columnOf));
  const filters = [...base.filters.filter((filter) => !replaced.has(columnOf(filter))), ...next.filters];
  const adds = /^\s*(?:and|also)\b/i.test(question) && next.dims.length > 0 && next.measures.length === 0;
  const dims = adds
    ? [...base.dims, ...next.dims].filter(
        (dim, at, all) => all.findIndex(({ alias }) => alias === dim.alias) === at,
      )
    : next.dims;
  return {
    ...base,
    tokens: [...base.tokens, ...next.tokens],
    shape: next.shape ?? base.shape,
    measures: next.measures.length > 0 ? next.measures : base.measures,
    dims: dims.length > 0 ? dims : base.dims,
    filters,
    focus: next.shape !== null && next.focus.length > 0 ? next.focus : base.focus,
    order: next.order ?? base.order,
    limit: next.limit ?? base.limit,
    mentions: [...base.mentions, ...next.mentions],
  };
}

function columnOf(filter: Filter): string {
  if (filter.kind === "text") return "(any text)";
  return filter.kind === "amount" ? "(amount)" : filter.column.name;
}
