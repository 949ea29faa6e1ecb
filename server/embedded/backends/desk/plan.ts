import { assertNever } from "../../../../lib/util/assert-never";
import { mainTerm } from "./measure";
import type { Dim, Measure, Query } from "./query";
import type { Column } from "./schema";
import {
  columnSql,
  dimSql,
  measureSql,
  quoteName,
  quoteText,
  TABLE,
  termSql,
  whereSql,
  type Mode,
} from "./sql";

/** A statement to run. `main` answers the question; `context` adds totals that the note quotes. */
export type Statement = { role: "main" | "context"; sql: string; title: string };

const MAX_GROUPS = 100;
const MAX_POINTS = 500;

/** The statements that answer a query, in the order to run them. Pure: the same query gives the same text. */
export function planStatements(query: Query, mode: Mode): Statement[] {
  return statements(query, mode).map((each) => ({
    ...each,
    sql: each.sql.replaceAll(TABLE, () => quoteName(query.table.name)),
  }));
}

function statements(query: Query, mode: Mode): Statement[] {
  switch (query.shape) {
    case "scalar":
      return [
        main(`select ${scalarColumns(query, mode)} from ${TABLE}${whereSql(query.filters, mode)}`, "Totals"),
      ];
    case "breakdown":
    case "ranking":
    case "share":
    case "trend":
      return grouped(query, mode);
    case "distribution":
      return distribution(query, mode);
    case "correlation":
      return correlation(query, mode);
    case "duplicates":
      return duplicates(query, mode);
    case "missing":
      return [main(missing(query, mode), "Missing values")];
    case "outliers":
      return outliers(query, mode);
    case "rows":
      return [main(rows(query, mode), "Rows")];
    default:
      return assertNever(query.shape);
  }
}

const main = (sql: string, title: string): Statement => ({ role: "main", sql, title });
const context = (sql: string, title: string): Statement => ({ role: "context", sql, title });

const measureList = (measures: readonly Measure[], mode: Mode): string[] =>
  measures.map((each) => `${measureSql(each, mode)} as ${quoteName(each.alias)}`);

function scalarColumns({ measures }: Query, mode: Mode): string {
  const counted = measures.some(({ agg }) => agg === "count");
  return [...measureList(measures, mode), ...(counted ? [] : [`count(*) as "rows"`])].join(", ");
}

export const isAdditive = (measure: Measure | undefined): measure is Measure =>
  measure?.agg === "sum" || measure?.agg === "count";

function grouped(query: Query, mode: Mode): Statement[] {
  const { dims, measures, filters } = query;
  const [first] = measures;
  const keys = dims.map((dim) => `${dimSql(dim, mode)} as ${quoteName(dim.alias)}`);
  const share = withShare(query) && first ? [shareSql(first, mode)] : [];
  const where = whereSql(filters, mode, presentTimes(dims, mode));
  const columns = [...keys, ...measureList(measures, mode), ...share].join(", ");
  const by = dims.map((_, index) => index + 1).join(", ");
  const body = `select ${columns} from ${TABLE}${where} group by ${by || "all"}`;
  const order = orderSql(query, mode);
  const sql = `${body} order by ${order} limit ${groupLimit(query)}`;
  return [main(sql, titleOf(query)), ...totals(query, mode, where)];
}

const withShare = ({ measures, shape }: Query): boolean =>
  isAdditive(measures[0]) && measures.length === 1 && shape !== "trend";

const shareSql = (measure: Measure, mode: Mode): string =>
  `round(100.0 * ${measureSql(measure, mode)} / nullif(sum(${measureSql(measure, mode)}) over (), 0), 2) as "share_pct"`;

const groupLimit = ({ limit, shape }: Query): number =>
  limit ?? (shape === "trend" ? MAX_POINTS : MAX_GROUPS);

const presentTimes = (dims: readonly Dim[], mode: Mode): string[] =>
  dims.flatMap((dim) => (dim.kind === "time" ? [`${columnSql(dim.column, mode)} is not null`] : []));

function orderSql({ shape, dims, measures, order }: Query, mode: Mode): string {
  const clock = dims.find(({ kind }) => kind === "time");
  const direction = `${quoteName(measures[0]?.alias ?? "rows")} ${order} nulls last`;
  if (shape === "ranking" || !clock || clock.kind !== "time")
    return [...namelessLast(dims, mode), direction, "1"].join(", ");
  const at = dims.indexOf(clock) + 1;
  const time = clock.grain === "weekday" ? `min(isodow(${columnSql(clock.column, mode)}))` : String(at);
  return dims.length > 1 ? `${time}, ${direction}` : time;
}

/** Rows without a value are no group that could be first. */
const namelessLast = (dims: readonly Dim[], mode: Mode): string[] =>
  dims.flatMap((dim) =>
    dim.kind === "column" && dim.column.nulls !== 0 ? [`${dimSql(dim, mode)} is null`] : [],
  );

/** The whole that the groups are part of, so that the note can quote it. */
function totals(query: Query, mode: Mode, where: string): Statement[] {
  const [first] = query.measures;
  if (!first || query.measures.length > 1) return [];
  const [dim] = query.dims;
  const groups = dim && query.dims.length === 1 ? [`count(distinct ${dimSql(dim, mode)}) as "groups"`] : [];
  const overall = `${measureSql(first, mode)} as "overall"`;
  const columns = [overall, ...(first.agg === "count" ? [] : [`count(*) as "rows"`]), ...groups].join(", ");
  return [context(`select ${columns} from ${TABLE}${where}`, "Overall")];
}

/** The chart and call title of a query: "Total amount by region". */
export function titleOf({ measures, dims, table }: Query): string {
  const measured = measures.map(({ label }) => label).join(" and ");
  const by = dims.map(({ alias }) => alias.replaceAll("_", " ")).join(" and ");
  const title = [measured || table.name, by].filter(Boolean).join(" by ");
  return title.slice(0, 1).toUpperCase() + title.slice(1);
}

function focusNumber({ focus, table }: Query): Column | null {
  const named = focus.find(({ kind }) => kind === "number");
  if (named) return named;
  const term = mainTerm(table);
  return term?.kind === "column" ? term.column : null;
}

function distribution(query: Query, mode: Mode): Statement[] {
  const [first] = query.focus;
  const category = first && first.kind !== "number" && first.kind !== "time" ? first : null;
  const column = category ? null : focusNumber(query);
  if (!column) return counts(query, category ?? query.table.columns[0] ?? null, mode);
  const where = whereSql(query.filters, mode, [`${columnSql(column, mode)} is not null`]);
  const values = `select ${columnSql(column, mode)} as x from ${TABLE}${where}`;
  const step = binWidth(column);
  const bins =
    step === null
      ? `with v as (${values}), s as (select min(x) as lo, (max(x) - min(x)) / 12.0 as w from v) ` +
        `select lo + w * least(floor((x - lo) / nullif(w, 0)), 11) as bin_start, lo + w * least(floor((x - lo) / nullif(w, 0)), 11) + w as bin_end, count(*) as "rows" from v, s group by 1, 2 order by 1`
      : `with v as (${values}) select floor(x / ${step}) * ${step} as bin_start, floor(x / ${step}) * ${step} + ${step} as bin_end, count(*) as "rows" from v group by 1, 2 order by 1 limit 60`;
  const stats =
    `with v as (${values}) select count(*) as "rows", min(x) as lowest, quantile_cont(x, 0.25) as lower_quartile, median(x) as median, ` +
    `avg(x) as average, quantile_cont(x, 0.75) as upper_quartile, max(x) as highest from v`;
  return [main(bins, `Distribution of ${column.name}`), context(stats, `Summary of ${column.name}`)];
}

function counts(query: Query, column: Column | null, mode: Mode): Statement[] {
  if (!column) return [main(`select count(*) as "rows" from ${TABLE}`, "Rows")];
  const dim: Dim = { kind: "column", column, alias: "value" };
  const measure: Measure = { agg: "count", term: { kind: "rows" }, label: "number of rows", alias: "rows" };
  return grouped({ ...query, shape: "share", dims: [dim], measures: [measure], order: "desc" }, mode);
}

/** A round bin width that splits a described range into about twelve bins. */
function binWidth(column: Column): number | null {
  const range = column.stored === "native" ? Number(column.max ?? NaN) - Number(column.min ?? NaN) : NaN;
  if (!Number.isFinite(range) || range <= 0) return null;
  const rough = range / 12;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  const width = Number((nice * power).toPrecision(6));
  return /^(?:INT|BIGINT|SMALLINT|TINYINT|U|HUGEINT)/.test(column.type)
    ? Math.max(1, Math.round(width))
    : width;
}

function correlation(query: Query, mode: Mode): Statement[] {
  const named = query.focus.filter(({ kind }) => kind === "number");
  const pool = named.length > 0 ? named : [];
  const others = query.table.columns.filter(({ kind }) => kind === "number");
  const columns = pool.length >= 2 ? pool.slice(0, 4) : [...new Set([...pool, ...others])].slice(0, 6);
  const pairs = columns.flatMap((left, at) => columns.slice(at + 1).map((right) => [left, right] as const));
  const wanted = pool.length === 1 ? pairs.filter(([left]) => left === pool[0]) : pairs;
  const where = whereSql(query.filters, mode);
  const selects = wanted.map(([left, right]) => {
    const [x, y] = [columnSql(left, mode), columnSql(right, mode)];
    return `select ${quoteText(left.name)} as x, ${quoteText(right.name)} as y, corr(cast(${x} as double), cast(${y} as double)) as correlation, count(*) filter (${x} is not null and ${y} is not null) as pairs from ${TABLE}${where}`;
  });
  if (selects.length === 0) return [];
  return [
    main(
      `select * from (${selects.join(" union all ")}) order by abs(correlation) desc nulls last, 1, 2 limit 10`,
      "Correlation",
    ),
  ];
}

function duplicates(query: Query, mode: Mode): Statement[] {
  const { focus, table, filters } = query;
  const where = whereSql(filters, mode);
  const keys = focus.filter(({ kind }) => kind !== "number").slice(0, 3);
  const key = table.columns.find(({ kind, name }) => kind === "id" && /(?:id|key|uuid|guid)$/i.test(name));
  const on = keys.length > 0 ? keys : key ? [key] : [];
  const whole =
    `select count(*) as "rows", (select count(*) from (select distinct * from ${TABLE}${where})) as distinct_rows, ` +
    `count(*) - (select count(*) from (select distinct * from ${TABLE}${where})) as duplicate_rows from ${TABLE}${where}`;
  if (on.length === 0) return [main(whole, "Duplicate rows")];
  const names = on.map(({ name }) => quoteName(name)).join(", ");
  const repeated = `select ${names}, count(*) as times from ${TABLE}${where} group by ${names} having count(*) > 1 order by times desc, 1 limit 20`;
  return [
    main(whole, "Duplicate rows"),
    context(repeated, `Repeated ${on.map(({ name }) => name).join(", ")}`),
  ];
}

function missing({ table, focus, filters }: Query, mode: Mode): string {
  const columns = focus.length > 0 ? focus : table.columns;
  const where = whereSql(filters, mode);
  const selects = columns.map(({ name, type }) => {
    const gap =
      type === "VARCHAR"
        ? `${quoteName(name)} is null or trim(${quoteName(name)}) = ''`
        : `${quoteName(name)} is null`;
    const count = `count(*) filter (${gap})`;
    return `select ${quoteText(name)} as "column", ${count} as missing, round(100.0 * ${count} / nullif(count(*), 0), 2) as missing_pct, count(*) as "rows" from ${TABLE}${where}`;
  });
  return `${selects.join(" union all ")} order by missing desc, 1`;
}

function outliers(query: Query, mode: Mode): Statement[] {
  const column = focusNumber(query);
  if (!column) return [];
  const x = columnSql(column, mode);
  const where = whereSql(query.filters, mode, [`${x} is not null`]);
  const fences =
    `with v as (select ${x} as x from ${TABLE}${where}), q as (select quantile_cont(x, 0.25) as q1, quantile_cont(x, 0.75) as q3 from v), ` +
    `f as (select q1 - 1.5 * (q3 - q1) as low_limit, q3 + 1.5 * (q3 - q1) as high_limit from q) `;
  const summary =
    fences +
    `select count(*) as "rows", count(*) filter (x < low_limit or x > high_limit) as outliers, ` +
    `round(100.0 * count(*) filter (x < low_limit or x > high_limit) / nullif(count(*), 0), 2) as outliers_pct, ` +
    `any_value(low_limit) as low_limit, any_value(high_limit) as high_limit, min(x) as lowest, max(x) as highest from v, f`;
  const found = `${fences}select * from ${TABLE}, f${where} and (${x} < low_limit or ${x} > high_limit) order by abs(${x} - (low_limit + high_limit) / 2) desc limit 10`;
  return [main(summary, `Outliers in ${column.name}`), context(found, `Most extreme rows by ${column.name}`)];
}

function rows({ table, filters, measures, order, limit, focus }: Query, mode: Mode): string {
  const [by] = measures;
  const term = by && by.term.kind !== "rows" ? termSql(by.term, mode) : null;
  const columns = rowColumns(table.columns, focus, by);
  const shown = columns.map((column) => quoteName(column.name));
  const derived = term && by && !isShownAsIs(by) ? [`${term} as ${quoteName(by.alias)}`] : [];
  const where = whereSql(filters, mode, term ? [`${term} is not null`] : []);
  const sorted = term ? ` order by ${term} ${order}` : "";
  return `select ${[...shown, ...derived].join(", ")} from ${TABLE}${where}${sorted} limit ${limit ?? 20}`;
}

/** A column of numbers says its measure by itself; text that is read as a number does not. */
export const isShownAsIs = ({ term }: Measure): boolean =>
  term.kind === "column" && term.column.stored === "native";

/** At most eight columns that tell a row best: its key, the ordering measure, what was named, then the rest. */
function rowColumns(columns: readonly Column[], focus: readonly Column[], by: Measure | undefined): Column[] {
  if (columns.length <= 8) return [...columns];
  const measured = by?.term.kind === "column" ? [by.term.column] : [];
  const first = columns[0] ? [columns[0]] : [];
  const wanted = [
    ...new Set([...first, ...measured, ...focus, ...columns.filter(({ kind }) => kind !== "id"), ...columns]),
  ].slice(0, 8);
  return columns.filter((column) => wanted.includes(column));
}
