import { MONTHS, monthOf } from "./lexicon";
import type { Filter } from "./query";
import type { Column } from "./schema";
import type { Token } from "./tokens";

type Period = { from: string; to: string; label: string };
type Found = { period: Period | Part; start: number; end: number };
type Part = { part: "month" | "quarter"; value: number; label: string };

const iso = (year: number, month: number, day = 1): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

const span = (year: number, month: number, months: number, label: string): Period => ({
  from: iso(year, month),
  to: iso(year, month + months),
  label,
});

const ORDINALS = ["first", "second", "third", "fourth"];
const LEADS = new Set(
  "in during for of since before after until from to between and by vs versus with than only year about excluding except compare comparing show".split(
    " ",
  ),
);

/** Year, month or quarter filters that the tokens name, with the tokens they take up. */
export function findPeriods(tokens: readonly Token[], column: Column, taken: Set<number>): Filter[] {
  const found: Found[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const hit = periodAt(tokens, at, column);
    if (!hit) continue;
    found.push(hit);
    for (let index = hit.start; index < hit.end; index += 1) taken.add(index);
    at = hit.end - 1;
  }
  const recent = findRecent(tokens, column, taken);
  return [...(recent ? [recent] : []), ...combine(found, tokens, column, taken)];
}

function periodAt(tokens: readonly Token[], at: number, column: Column): Found | null {
  const token = tokens[at];
  if (!token) return null;
  if (token.kind === "date") return dateAt(token, at);
  return quarterAt(tokens, at, column) ?? monthAt(tokens, at, column) ?? yearAt(tokens, at);
}

function dateAt(token: Token, at: number): Found | null {
  const [year = 0, month = 0, day = 0] = token.raw.split("-").map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return {
    period: { from: iso(year, month, day), to: iso(year, month, day + 1), label: token.raw },
    start: at,
    end: at + 1,
  };
}

function yearOf(token: Token | undefined): number | null {
  return token?.kind === "number" && /^(?:19|20)\d\d$/.test(token.raw) ? token.value : null;
}

function yearAt(tokens: readonly Token[], at: number): Found | null {
  const year = yearOf(tokens[at]);
  const before = tokens[at - 1]?.low;
  if (
    year === null ||
    (before !== undefined && !LEADS.has(before) && monthOf(before) === 0 && at < tokens.length - 1)
  )
    return null;
  return { period: span(year, 1, 12, String(year)), start: at, end: at + 1 };
}

function quarterAt(tokens: readonly Token[], at: number, column: Column): Found | null {
  const low = tokens[at]?.low ?? "";
  const named = /^q[1-4]$/.test(low);
  const spelled = ORDINALS.indexOf(low) >= 0 && tokens[at + 1]?.low === "quarter";
  if (!named && !spelled) return null;
  const quarter = named ? Number(low[1]) : ORDINALS.indexOf(low) + 1;
  let end = at + (named ? 1 : 2);
  if (tokens[end]?.low === "of") end += yearOf(tokens[end + 1]) === null ? 0 : 1;
  const year = yearOf(tokens[end]);
  const known = year ?? onlyYear(column);
  if (year !== null) end += 1;
  if (known === null)
    return { period: { part: "quarter", value: quarter, label: `Q${quarter}` }, start: at, end };
  return { period: span(known, quarter * 3 - 2, 3, `Q${quarter} ${known}`), start: at, end };
}

function monthAt(tokens: readonly Token[], at: number, column: Column): Found | null {
  const token = tokens[at];
  const month = token?.kind === "word" ? monthOf(token.low) : 0;
  if (!token || month === 0) return null;
  const year = yearOf(tokens[at + 1]);
  const lead = tokens[at - 1]?.low ?? "";
  const certain = year !== null || (token.low !== "may" && token.low !== "march") || LEADS.has(lead);
  if (!certain) return null;
  const known = year ?? onlyYear(column);
  const name = capital(MONTHS[month - 1] ?? "");
  const end = at + (year === null ? 1 : 2);
  if (known === null) return { period: { part: "month", value: month, label: name }, start: at, end };
  return { period: span(known, month, 1, `${name} ${known}`), start: at, end };
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** The one year that all dates of a column lie in, if they do. */
function onlyYear(column: Column): number | null {
  const years = [column.min, column.max].map((bound) => Number(/^(\d{4})-/.exec(bound ?? "")?.[1] ?? 0));
  return years[0] === years[1] && years[0] !== 0 ? (years[0] ?? null) : null;
}

const isPeriod = (each: Period | Part): each is Period => "from" in each;

function combine(found: Found[], tokens: readonly Token[], column: Column, taken: Set<number>): Filter[] {
  const parts = found.map((each) => each.period).filter((each): each is Part => !isPeriod(each));
  const spans = found.filter((each): each is Found & { period: Period } => isPeriod(each.period));
  const filters: Filter[] = [];
  for (const part of ["month", "quarter"] as const) {
    const same = parts.filter((each) => each.part === part);
    const label = same.map((each) => each.label).join(" and ");
    if (same.length > 0)
      filters.push({ kind: "part", column, part, values: same.map((each) => each.value), label });
  }
  const [first, second] = spans;
  if (!first) return filters;
  return [...filters, second ? pair(spans, tokens, column, taken) : single(first, tokens, column, taken)];
}

function single(
  found: Found & { period: Period },
  tokens: readonly Token[],
  column: Column,
  taken: Set<number>,
): Filter {
  const { from, to, label } = found.period;
  const lead = tokens[found.start - 1]?.low ?? "";
  const bounds = bound(lead, from, to);
  if (LEADS.has(lead) && lead !== "and" && lead !== "by" && lead !== "with") taken.add(found.start - 1);
  return {
    kind: "period",
    column,
    ...bounds,
    label: bounds.from === from && bounds.to === to ? label : `${lead} ${label}`,
  };
}

function bound(lead: string, from: string, to: string): { from: string | null; to: string | null } {
  if (lead === "since" || lead === "from") return { from, to: null };
  if (lead === "after") return { from: to, to: null };
  if (lead === "before") return { from: null, to: from };
  if (lead === "until" || lead === "to") return { from: null, to };
  return { from, to };
}

function pair(
  spans: (Found & { period: Period })[],
  tokens: readonly Token[],
  column: Column,
  taken: Set<number>,
): Filter {
  const sorted = [...spans].sort((a, b) => a.period.from.localeCompare(b.period.from));
  const [first, last] = [sorted[0], sorted.at(-1)];
  const lead = tokens[spans[0] ? spans[0].start - 1 : 0]?.low ?? "";
  if (first && last && (lead === "between" || lead === "from")) {
    const joint = tokens[(spans[1]?.start ?? 1) - 1];
    if (joint) taken.add((spans[1]?.start ?? 1) - 1);
    taken.add((spans[0]?.start ?? 1) - 1);
    return {
      kind: "period",
      column,
      from: first.period.from,
      to: last.period.to,
      label: `${first.period.label} to ${last.period.label}`,
    };
  }
  return { kind: "periods", column, periods: sorted.map(({ period }) => period) };
}

const UNITS = new Set(["day", "week", "month", "quarter", "year"]);

function findRecent(tokens: readonly Token[], column: Column, taken: Set<number>): Filter | null {
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    const lead = tokens[at]?.low ?? "";
    if (lead !== "last" && lead !== "past") continue;
    const number = tokens[at + 1]?.kind === "number" ? tokens[at + 1]?.value : null;
    const unitAt = at + (number == null ? 1 : 2);
    const unit = tokens[unitAt]?.stem ?? "";
    if (!UNITS.has(unit)) continue;
    for (let index = at; index <= unitAt; index += 1) taken.add(index);
    const count = Math.min(1000, Math.max(1, Math.round(number ?? 1)));
    return { kind: "recent", column, count, unit: unit as "day" };
  }
  return null;
}
