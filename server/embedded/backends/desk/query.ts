import type { Column, Table } from "./schema";

export type Agg = "sum" | "avg" | "median" | "min" | "max" | "count" | "distinct";
export type Grain = "hour" | "hour_of_day" | "day" | "week" | "weekday" | "month" | "quarter" | "year";

/** What a measure is computed from, per row. */
export type Term =
  | { kind: "rows" }
  | { kind: "column"; column: Column }
  | { kind: "product"; left: Column; right: Column }
  | { kind: "difference"; left: Term; right: Term };

export type Measure = { agg: Agg; term: Term; label: string; alias: string };

export type Dim =
  | { kind: "column"; column: Column; alias: string }
  | { kind: "time"; column: Column; grain: Grain; alias: string };

export type Filter =
  | { kind: "values"; column: Column; values: string[]; negated: boolean }
  | { kind: "number"; column: Column; op: ">" | ">=" | "<" | "<=" | "=" | "!="; value: number }
  | { kind: "amount"; term: Term; op: ">" | ">=" | "<" | "<=" | "=" | "!="; value: number }
  | { kind: "range"; column: Column; low: number; high: number }
  | { kind: "period"; column: Column; from: string | null; to: string | null; label: string }
  | { kind: "periods"; column: Column; periods: { from: string; to: string; label: string }[] }
  | { kind: "part"; column: Column; part: "month" | "quarter"; values: number[]; label: string }
  | { kind: "recent"; column: Column; count: number; unit: "day" | "week" | "month" | "quarter" | "year" }
  | { kind: "text"; columns: Column[]; value: string; negated: boolean; match: "whole" | "part" }
  | { kind: "flag"; column: Column; value: boolean };

export type Shape =
  | "scalar"
  | "breakdown"
  | "ranking"
  | "share"
  | "trend"
  | "distribution"
  | "correlation"
  | "duplicates"
  | "missing"
  | "outliers"
  | "rows";

/** A question made precise: what is asked of which table. `focus` are the columns that column-wise shapes are about. */
export type Query = {
  shape: Shape;
  table: Table;
  measures: Measure[];
  dims: Dim[];
  filters: Filter[];
  focus: Column[];
  order: "desc" | "asc";
  limit: number | null;
  /** What was assumed, in whole sentences, said in the answer. */
  notes: string[];
};
