import { DataType, type Field, type Table } from "apache-arrow";
import type { Cell, DeskColumn } from "./types";

/** Types whose Arrow form loses something or is no single value: DuckDB writes them as text itself. */
export function asText(type: string): boolean {
  return /^(?:INTERVAL|TIME|TIME_NS|TIME WITH TIME ZONE|BIT|BIGNUM|UHUGEINT|BLOB|STRUCT|MAP|UNION|VARIANT|GEOMETRY)\b|\]$/.test(
    type,
  );
}

function bigCell(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Arrow holds a decimal as a little-endian integer of 32-bit words, to be divided by 10^scale. */
export function decimalCell(words: Uint32Array, scale: number): Cell {
  const raw = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const value = BigInt.asIntN(words.length * 32, raw);
  if (scale === 0) return bigCell(value);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return Number(`${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}

function isoTime(milliseconds: number): Cell {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/(?:\.000)?Z$/, "");
}

function timeCell(value: unknown, type: DataType): Cell {
  const text = isoTime(Number(value));
  if (typeof text !== "string") return null;
  return DataType.isDate(type) ? text.slice(0, text.indexOf("T")) : text;
}

/** A value of an Arrow vector as JSON: dates as ISO text, big integers as text where a number would be wrong. */
export function toCell(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) return null;
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return timeCell(value, type);
  if (DataType.isDecimal(type) && value instanceof Uint32Array) return decimalCell(value, type.scale);
  switch (typeof value) {
    case "bigint":
      return bigCell(value);
    case "number":
      return Number.isFinite(value) ? value : null;
    case "string":
    case "boolean":
      return value;
    default:
      return String(value);
  }
}

function arrowName(field: Field): string {
  return String(field.type);
}

/** All rows of an Arrow table as JSON values, with the columns' names and Arrow types. */
export function toRows(table: Table): { columns: DeskColumn[]; rows: Cell[][] } {
  const columns = table.schema.fields.map((field) => ({ name: field.name, type: arrowName(field) }));
  const cells = table.schema.fields.map((field, index) => {
    const vector = table.getChildAt(index);
    return Array.from({ length: table.numRows }, (_none, row) => toCell(vector?.get(row), field.type));
  });
  const rows = Array.from({ length: table.numRows }, (_none, row) =>
    cells.map((column) => column[row] ?? null),
  );
  return { columns, rows };
}
