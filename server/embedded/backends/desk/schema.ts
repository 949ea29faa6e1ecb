import { isRecord } from "../../../../lib/util/json";
import { nameWords } from "./tokens";

export type ColumnKind = "number" | "time" | "category" | "boolean" | "id";

/** How the values are stored, which decides the cast that makes them usable. */
export type Stored =
  "native" | "number_text" | "money_text" | "comma_text" | "time_text" | "epoch_s" | "epoch_ms";

export type Column = {
  name: string;
  type: string;
  kind: ColumnKind;
  stored: Stored;
  words: string[];
  /** True when values differ only in letter case or outer spaces, so that groups need folding. */
  folded: boolean;
  /** True when slash dates put the day first. */
  dayFirst: boolean;
  nulls: number | null;
  distinct: number | null;
  min: string | null;
  max: string | null;
  samples: string[];
};

export type Table = { name: string; rows: number | null; words: string[]; columns: Column[] };
export type Listed = { name: string; rows: number | null; columns: string[] };
export type Result = {
  columns: { name: string; type: string }[];
  rows: unknown[][];
  total: number | null;
  truncated: boolean;
};

const text = (value: unknown): string | null =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : null;

const count = (value: unknown): number | null => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
};

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The tables a `list_tables` output names; `null` when it has another form. */
export function parseTables(value: unknown): Listed[] | null {
  if (!isRecord(value) || !Array.isArray(value.tables)) return null;
  return value.tables.flatMap((each: unknown) => {
    if (typeof each === "string") return [{ name: each, rows: null, columns: [] }];
    if (!isRecord(each) || typeof each.name !== "string") return [];
    return [{ name: each.name, rows: count(each.rows), columns: list(each.columns).flatMap(columnName) }];
  });
}

function columnName(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) && typeof value.name === "string" ? [value.name] : [];
}

/** The table a `describe_table` output describes; `null` when it has another form. */
export function parseTable(value: unknown): Table | null {
  if (!isRecord(value) || typeof value.table !== "string" || !Array.isArray(value.columns)) return null;
  const rows = count(value.rows);
  return {
    name: value.table,
    rows,
    words: nameWords(value.table),
    columns: value.columns.flatMap((each: unknown) => (isRecord(each) ? parseColumn(each, rows) : [])),
  };
}

function parseColumn(value: Record<string, unknown>, rows: number | null): Column[] {
  if (typeof value.name !== "string") return [];
  const samples = list(value.samples).flatMap((each) => text(each) ?? []);
  const type = (text(value.type) ?? "VARCHAR").toUpperCase();
  const bare = { name: value.name, type, words: nameWords(value.name), samples };
  const distinct = count(value.distinct);
  const min = text(value.min);
  const nulls = count(value.nulls);
  const isUnique = rows !== null && rows > 1 && distinct === rows - (nulls ?? 0);
  const { kind, stored } = classify({ ...bare, distinct, min, isUnique });
  return [
    {
      ...bare,
      kind,
      stored,
      distinct,
      min,
      max: text(value.max),
      nulls,
      folded: kind === "category" && type === "VARCHAR" && new Set(samples.map(fold)).size < samples.length,
      dayFirst: [...samples, text(value.min) ?? "", text(value.max) ?? ""].some(
        (sample) => Number(/^(\d{1,2})[/.-]\d{1,2}[/.-]/.exec(sample)?.[1] ?? 0) > 12,
      ),
    },
  ];
}

/** A value without case and outer spaces. */
export const fold = (value: string): string => value.trim().toLowerCase();

type Bare = Pick<Column, "name" | "type" | "words" | "samples" | "distinct" | "min"> & {
  /** No two rows have the same value. */
  isUnique: boolean;
};

const ID_WORDS = new Set([
  "id",
  "uuid",
  "guid",
  "key",
  "zip",
  "zipcode",
  "postcode",
  "phone",
  "iban",
  "isbn",
  "sku",
]);
/** "Order No" and "invoice number" name rows where no two are alike; "number of visitors" does not. */
const NUMBERED = new Set(["no", "nr", "num", "number"]);
const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC)/;
const EPOCH_WORDS = new Set(["time", "timestamp", "ts", "epoch", "at", "created", "date"]);

function classify(column: Bare): { kind: ColumnKind; stored: Stored } {
  const { type } = column;
  if (type === "BOOLEAN" || type === "BOOL") return { kind: "boolean", stored: "native" };
  if (type.startsWith("DATE") || type.startsWith("TIMESTAMP")) return { kind: "time", stored: "native" };
  if (column.words.some((word) => ID_WORDS.has(word))) return { kind: "id", stored: "native" };
  if (column.isUnique && column.words.length > 1 && NUMBERED.has(column.words.at(-1) ?? ""))
    return { kind: "id", stored: "native" };
  if (column.words.at(-1) === "code") return { kind: "category", stored: "native" };
  if (NUMERIC.test(type)) return classifyNumber(column);
  return type === "VARCHAR" ? classifyText(column) : { kind: "category", stored: "native" };
}

function classifyNumber(column: Bare): { kind: ColumnKind; stored: Stored } {
  const smallest = Number(column.min ?? column.samples[0]);
  if (smallest > 9e8 && smallest < 2e12 && column.words.some((word) => EPOCH_WORDS.has(word)))
    return { kind: "time", stored: smallest > 9e10 ? "epoch_ms" : "epoch_s" };
  return { kind: "number", stored: "native" };
}

const PLAIN = /^\s*[+-]?\d+(?:\.\d+)?\s*$/;
const MONEY = /^\s*[+-]?\s?[$€£¥]?\s?[+-]?\d[\d,]*(?:\.\d+)?\s?(?:[$€£¥%]|usd|eur|gbp|chf)?\s*$/i;
const COMMA = /^\s*[€]?\s?[+-]?\d[\d.]*,\d{1,2}\s?[€]?\s*$/;
const DATED =
  /^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} [a-z]{3,9},? \d{4}|[a-z]{3,9} \d{1,2},? \d{4})/i;

function classifyText(column: Bare): { kind: ColumnKind; stored: Stored } {
  const filled = column.samples.filter((sample) => sample.trim() !== "");
  const most = (pattern: RegExp): boolean =>
    filled.length > 0 && filled.filter((sample) => pattern.test(sample)).length >= filled.length * 0.6;
  if (most(DATED)) return { kind: "time", stored: "time_text" };
  if (most(COMMA)) return { kind: "number", stored: "comma_text" };
  if (most(PLAIN) && !filled.some((sample) => /^\s*0\d/.test(sample)))
    return {
      kind: "number",
      stored: filled.every((sample) => !MONEY.test(sample) || PLAIN.test(sample))
        ? "number_text"
        : "money_text",
    };
  if (most(MONEY) && filled.some((sample) => /[$€£¥%,.]|usd|eur/i.test(sample)))
    return { kind: "number", stored: "money_text" };
  return { kind: "category", stored: "native" };
}

/** The result of a `run_sql` output; `null` when it has another form. */
export function parseResult(value: unknown): Result | null {
  if (!isRecord(value) || !Array.isArray(value.columns) || !Array.isArray(value.rows)) return null;
  const columns = value.columns.map((each: unknown) => ({
    name: columnName(each)[0] ?? "",
    type: (isRecord(each) ? text(each.type) : null) ?? "VARCHAR",
  }));
  const rows = value.rows.map((row: unknown) =>
    Array.isArray(row) ? (row as unknown[]) : columns.map(({ name }) => (isRecord(row) ? row[name] : null)),
  );
  return { columns, rows, total: count(value.total), truncated: value.truncated === true };
}
