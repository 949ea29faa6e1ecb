import { titleOf } from "./plan";
import type { Dim, Query } from "./query";
import type { Result } from "./schema";

export type Mark = "bar" | "line" | "arc" | "point" | "area";
export type ChartCall = { title: string; sql: string; spec: Record<string, unknown> };
type Encoding = Record<string, unknown>;

const MAX_SLICES = 8;

/** The chart that fits a query and its result, or `null` when a chart would show nothing. */
export function chartFor(query: Query, sql: string, result: Result): ChartCall | null {
  if (query.shape === "correlation" || query.shape === "rows" || query.shape === "scalar") return null;
  if (query.shape === "distribution" && result.columns[0]?.name === "bin_start" && result.rows.length > 1)
    return {
      title: `Distribution of ${query.focus.find(({ kind }) => kind === "number")?.name ?? "values"}`,
      sql,
      spec: histogram(),
    };
  if (
    !["breakdown", "ranking", "share", "trend", "distribution"].includes(query.shape) ||
    result.rows.length < 2
  )
    return null;
  const [measure] = query.measures;
  const value = measure?.alias ?? "rows";
  const [first, second] = query.dims;
  const title = titleOf({ ...query, measures: query.measures.slice(0, 1) });
  if (query.shape === "distribution")
    return { title: `Distribution of ${query.focus[0]?.name ?? "values"}`, sql, spec: bars("value", "rows") };
  if (!first) return null;
  const clock = query.dims.find(({ kind }) => kind === "time");
  if (clock && query.shape !== "ranking")
    return {
      title,
      sql,
      spec: timed(
        clock,
        value,
        query.dims.find((dim) => dim !== clock),
      ),
    };
  if (query.shape === "share" && result.rows.length <= MAX_SLICES && !second)
    return { title, sql, spec: slices(first.alias, value) };
  return { title, sql, spec: bars(first.alias, value, second?.alias) };
}

const named = (alias: string): string => alias.replaceAll("_", " ");

/** A column name as Vega-Lite wants it: dots and brackets escaped. */
const field = (name: string): string => name.replace(/([.[\]\\'"])/g, "\\$1");

const quantity = (name: string): Encoding => ({
  field: field(name),
  type: "quantitative",
  title: named(name),
});
const nominal = (name: string, extra: Encoding = {}): Encoding => ({
  field: field(name),
  type: "nominal",
  title: named(name),
  ...extra,
});

function spec(mark: Mark | Encoding, encoding: Encoding): Record<string, unknown> {
  const shape = typeof mark === "string" ? { type: mark, tooltip: true } : mark;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container",
    mark: shape,
    encoding,
  };
}

function bars(dim: string, value: string, color?: string): Record<string, unknown> {
  return spec("bar", {
    y: nominal(dim, { sort: "-x" }),
    x: quantity(value),
    ...(color === undefined ? {} : { color: nominal(color) }),
  });
}

const slices = (dim: string, value: string): Record<string, unknown> =>
  spec("arc", {
    theta: { ...quantity(value), stack: true },
    color: nominal(dim, { sort: { field: field(value), order: "descending" } }),
  });

function histogram(): Record<string, unknown> {
  return spec("bar", {
    x: { field: "bin_start", type: "quantitative", bin: { binned: true }, title: "value" },
    x2: { field: "bin_end" },
    y: quantity("rows"),
  });
}

function timed(clock: Dim, value: string, other: Dim | undefined): Record<string, unknown> {
  const grain = clock.kind === "time" ? clock.grain : "day";
  const continuous = grain !== "weekday" && grain !== "hour" && grain !== "hour_of_day";
  const x = continuous
    ? { field: field(clock.alias), type: "temporal", scale: { type: "utc" }, title: named(clock.alias) }
    : { field: field(clock.alias), type: "ordinal", sort: null, title: named(clock.alias) };
  const cyclic = grain === "weekday" || grain === "hour_of_day";
  return spec(cyclic ? "bar" : { type: "line", point: true, tooltip: true }, {
    x,
    y: quantity(value),
    ...(other ? { color: nominal(other.alias) } : {}),
  });
}

/** The points of two numeric columns, with the statement that reads them. */
export function scatter(query: Query, sql: string, x: string, y: string): ChartCall {
  return {
    title: `${x} against ${y} in ${query.table.name}`,
    sql,
    spec: spec({ type: "point", tooltip: true, opacity: 0.5 }, { x: quantity("x"), y: quantity("y") }),
  };
}

const NUMBER = /INT|DECIMAL|DOUBLE|FLOAT|NUMERIC|REAL/i;
const TIME = /^(?:DATE|TIMESTAMP)/i;

/** A chart of any earlier result: its first time or text column against its first number. `null` when it has no number. */
export function chartOfResult(sql: string, result: Result, mark: Mark | null): ChartCall | null {
  const value = result.columns.find(({ name, type }) => NUMBER.test(type) && !/_pct$|^bin_/.test(name));
  const key =
    result.columns.find((column) => column !== value && !NUMBER.test(column.type)) ??
    result.columns.find((column) => column !== value);
  if (!value || !key || result.rows.length === 0) return null;
  const other = result.columns.find(
    (column) => column !== value && column !== key && !NUMBER.test(column.type),
  );
  const temporal = TIME.test(key.type);
  const title = `${named(value.name)} by ${named(key.name)}`;
  const chosen = mark ?? (temporal ? "line" : "bar");
  return {
    title: title.slice(0, 1).toUpperCase() + title.slice(1),
    sql,
    spec: marked({ mark: chosen, key: key.name, value: value.name, other: other?.name, temporal }),
  };
}

type Marked = { mark: Mark; key: string; value: string; other: string | undefined; temporal: boolean };

function marked({ mark, key, value, other, temporal }: Marked): Record<string, unknown> {
  if (mark === "arc") return slices(key, value);
  if (mark === "bar" && !temporal) return bars(key, value, other);
  const x = temporal
    ? { field: field(key), type: "temporal", scale: { type: "utc" }, title: named(key) }
    : nominal(key, { sort: null });
  const shape = mark === "line" ? { type: "line", point: true, tooltip: true } : mark;
  return spec(shape, { x, y: quantity(value), ...(other === undefined ? {} : { color: nominal(other) }) });
}
