import type { Agg, Dim, Filter, Measure, Term } from "./query";
import type { Column } from "./schema";

/** `safe` casts every number and date with `try_cast`, for the second attempt after a refusal. */
export type Mode = "plain" | "safe";

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A column as an expression of its kind, cast when it is stored as text. */
export function columnSql(column: Column, mode: Mode): string {
  const name = quoteName(column.name);
  switch (column.stored) {
    case "native":
      return mode === "safe" ? safeSql(column, name) : foldedSql(column, name);
    case "number_text":
      return `try_cast(${name} as double)`;
    case "money_text":
      return `try_cast(regexp_replace(cast(${name} as varchar), '[^0-9.+-]', '', 'g') as double)`;
    case "comma_text":
      return `try_cast(replace(regexp_replace(cast(${name} as varchar), '[^0-9,+-]', '', 'g'), ',', '.') as double)`;
    case "time_text":
      return `coalesce(try_cast(trim(${name}) as timestamp), try_strptime(trim(${name}), [${formats(column)}]))`;
    case "epoch_s":
      return `make_timestamp(cast(${name} as bigint) * 1000000)`;
    case "epoch_ms":
      return `make_timestamp(cast(${name} as bigint) * 1000)`;
  }
}

function safeSql(column: Column, name: string): string {
  if (column.kind === "number") return `try_cast(${name} as double)`;
  return column.kind === "time"
    ? `try_cast(${name} as timestamp)`
    : foldedSql(column, `cast(${name} as varchar)`);
}

const foldedSql = (column: Column, name: string): string => (column.folded ? `lower(trim(${name}))` : name);

function formats({ dayFirst }: Column): string {
  const slashed = dayFirst ? ["%d/%m/%Y", "%m/%d/%Y"] : ["%m/%d/%Y", "%d/%m/%Y"];
  const clocked = slashed.flatMap((format) => [format, `${format} %H:%M`]);
  return [...clocked, "%d.%m.%Y", "%d-%m-%Y", "%Y.%m.%d", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y"]
    .map(quoteText)
    .join(", ");
}

export function termSql(term: Term, mode: Mode): string {
  switch (term.kind) {
    case "rows":
      return "*";
    case "column":
      return columnSql(term.column, mode);
    case "product":
      return `${columnSql(term.left, mode)} * ${columnSql(term.right, mode)}`;
    case "difference":
      return `${termSql(term.left, mode)} - ${termSql(term.right, mode)}`;
  }
}

const FUNCTIONS: Record<Exclude<Agg, "count" | "distinct">, string> = {
  sum: "sum",
  avg: "avg",
  median: "median",
  min: "min",
  max: "max",
};

export function measureSql({ agg, term }: Measure, mode: Mode): string {
  const inner = termSql(term, mode);
  if (agg === "count") return `count(${inner})`;
  if (agg === "distinct") return `count(distinct ${inner})`;
  return `${FUNCTIONS[agg]}(${inner})`;
}

export function dimSql(dim: Dim, mode: Mode): string {
  const column = columnSql(dim.column, mode);
  if (dim.kind === "column") return column;
  switch (dim.grain) {
    case "weekday":
      return `dayname(${column})`;
    case "hour_of_day":
      return `hour(${column})`;
    case "hour":
      return `strftime(date_trunc('hour', ${column}), '%Y-%m-%d %H:00')`;
    default:
      return `cast(date_trunc('${dim.grain}', ${column}) as date)`;
  }
}

/** The `where` clause of some filters, with a leading space; empty when there are none. */
export function whereSql(filters: readonly Filter[], mode: Mode, extra: readonly string[] = []): string {
  const all = [...filters.map((filter) => filterSql(filter, mode)), ...extra];
  return all.length === 0 ? "" : ` where ${all.join(" and ")}`;
}

/** What is left of `name` to compare when case, spaces and punctuation do not count. */
const bareSql = (name: string): string =>
  `regexp_replace(lower(cast(${quoteName(name)} as varchar)), '[^\\p{L}\\p{N}]+', '', 'g')`;

const bareText = (text: string): string => quoteText(text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ""));

function filterSql(filter: Filter, mode: Mode): string {
  switch (filter.kind) {
    case "values":
      return valuesSql(filter);
    case "number":
      return `${columnSql(filter.column, mode)} ${filter.op} ${filter.value}`;
    case "amount":
      return `(${termSql(filter.term, mode)}) ${filter.op} ${filter.value}`;
    case "range":
      return `${columnSql(filter.column, mode)} between ${filter.low} and ${filter.high}`;
    case "period":
      return periodSql(columnSql(filter.column, mode), filter.from, filter.to);
    case "periods":
      return `(${filter.periods.map(({ from, to }) => `(${periodSql(columnSql(filter.column, mode), from, to)})`).join(" or ")})`;
    case "part":
      return `${filter.part}(${columnSql(filter.column, mode)}) in (${filter.values.join(", ")})`;
    case "recent":
      return recentSql(filter, mode);
    case "text":
      return textSql(filter);
    case "flag":
      return `${quoteName(filter.column.name)} = ${filter.value}`;
  }
}

function valuesSql({ column, values, negated }: Extract<Filter, { kind: "values" }>): string {
  const name = columnSql(column, "plain");
  const list = [
    ...new Set(values.map((value) => quoteText(column.folded ? value.trim().toLowerCase() : value))),
  ];
  const test = list.length === 1 ? `${name} = ${list[0] ?? "''"}` : `${name} in (${list.join(", ")})`;
  return negated ? `(${name} is null or not (${test}))` : test;
}

function periodSql(column: string, from: string | null, to: string | null): string {
  const tests = [from && `${column} >= date ${quoteText(from)}`, to && `${column} < date ${quoteText(to)}`];
  return tests.filter(Boolean).join(" and ") || "true";
}

/** "last 3 months" counts back from the newest date in the table, not from today. */
function recentSql({ column, count, unit }: Extract<Filter, { kind: "recent" }>, mode: Mode): string {
  const months = unit === "quarter" ? count * 3 : count;
  const interval = `interval ${months} ${unit === "quarter" ? "month" : unit}`;
  return `${columnSql(column, mode)} > (select max(${columnSql(column, mode)}) from ${TABLE}) - ${interval}`;
}

/** Stands for the quoted table name in a filter until the plan puts it in. */
export const TABLE = "{{table}}";

function textSql({ columns, value, negated, match }: Extract<Filter, { kind: "text" }>): string {
  const tests = columns.map(({ name }) =>
    match === "whole"
      ? `${bareSql(name)} = ${bareText(value)}`
      : `contains(${bareSql(name)}, ${bareText(value)})`,
  );
  const test = `(${tests.join(" or ")})`;
  return negated ? `not coalesce(${test}, false)` : test;
}
