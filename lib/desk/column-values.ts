import type { JsonRecord } from "./json-records";
import { uniqueNames } from "./names";

export type StagedType = "BIGINT" | "DOUBLE" | "BOOLEAN" | "VARCHAR" | "DATE" | "TIMESTAMP";

/** One column before it goes into DuckDB. `type` is what it becomes; every value fits it or is null. */
export type StagedColumn = {
  name: string;
  type: StagedType;
  values: (string | number | bigint | boolean | null)[];
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?$/;
const MAX_BIGINT = 2n ** 63n - 1n;

function kindOf(value: unknown): StagedType {
  switch (typeof value) {
    case "boolean":
      return "BOOLEAN";
    case "bigint":
      return value <= MAX_BIGINT && value >= -MAX_BIGINT ? "BIGINT" : "VARCHAR";
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? "BIGINT" : "DOUBLE";
    case "string":
      if (DAY.test(value)) return Number.isNaN(Date.parse(value)) ? "VARCHAR" : "DATE";
      return TIME.test(value) && !Number.isNaN(Date.parse(value)) ? "TIMESTAMP" : "VARCHAR";
    default:
      return "VARCHAR";
  }
}

function join(left: StagedType | undefined, right: StagedType): StagedType {
  if (left === undefined || left === right) return right;
  const pair = new Set([left, right]);
  if (pair.has("BIGINT") && pair.has("DOUBLE")) return "DOUBLE";
  if (pair.has("DATE") && pair.has("TIMESTAMP")) return "TIMESTAMP";
  return "VARCHAR";
}

function typeOf(values: readonly unknown[]): StagedType {
  let type: StagedType | undefined;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    type = join(type, kindOf(value));
    if (type === "VARCHAR") return type;
  }
  return type ?? "VARCHAR";
}

function asPlain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return typeof value === "object" ? JSON.stringify(value, asPlain) : String(value);
}

function staged(value: unknown, type: StagedType): StagedColumn["values"][number] {
  if (value === null || value === undefined) return null;
  if (type === "BIGINT") return typeof value === "bigint" ? value : BigInt(value as number);
  if (type === "DOUBLE") return Number(value);
  if (type === "BOOLEAN") return value === true;
  return textOf(value);
}

/** Finds the narrowest type that holds all values; objects, lists and mixtures become text. */
export function stageColumn(name: string, values: readonly unknown[], known?: StagedType): StagedColumn {
  const type = known ?? typeOf(values);
  return { name, type, values: values.map((value) => staged(value, type)) };
}

/** Columns in the order in which their keys first appear; a key that a record lacks is null. */
export function stageRecords(records: readonly JsonRecord[]): StagedColumn[] {
  const keys = new Map<string, unknown[]>();
  for (const [row, record] of records.entries()) {
    for (const [key, value] of Object.entries(record)) {
      const values = keys.get(key) ?? new Array<unknown>(records.length).fill(null);
      values[row] = value;
      keys.set(key, values);
    }
  }
  const names = uniqueNames([...keys.keys()]);
  return [...keys.values()].map((values, index) => stageColumn(names[index] ?? "", values));
}
