import { Bool, Float64, Int64, makeData, makeVector, Utf8, type Vector } from "apache-arrow";
import { assertNever } from "../util/assert-never";
import type { StagedColumn } from "./column-values";

type Values = StagedColumn["values"];

/** Least significant bit first. */
function bits(values: Values, isSet: (value: Values[number]) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [index, value] of values.entries()) {
    if (isSet(value)) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes;
}

function nulls(values: Values): { length: number; nullCount: number; nullBitmap: Uint8Array } {
  const nullCount = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
  return { length: values.length, nullCount, nullBitmap: bits(values, (value) => value !== null) };
}

function texts(values: Values): Vector {
  const encoder = new TextEncoder();
  const pieces = values.map((value) => encoder.encode(value === null ? "" : String(value)));
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [index, piece] of pieces.entries())
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + piece.length;
  const bytes = new Uint8Array(valueOffsets[values.length] ?? 0);
  for (const [index, piece] of pieces.entries()) bytes.set(piece, valueOffsets[index]);
  return makeVector(makeData({ type: new Utf8(), valueOffsets, data: bytes, ...nulls(values) }));
}

/**
 * An Arrow vector from raw buffers: Arrow's own builders compile code, which the page's CSP forbids.
 * Dates travel as ISO text, because DuckDB reads every form of them.
 */
export function arrowVector({ type, values }: StagedColumn): Vector {
  switch (type) {
    case "BIGINT": {
      const numbers = BigInt64Array.from(values, (value) => BigInt(value ?? 0));
      return makeVector(makeData({ type: new Int64(), data: numbers, ...nulls(values) }));
    }
    case "DOUBLE": {
      const numbers = Float64Array.from(values, (value) => Number(value ?? 0));
      return makeVector(makeData({ type: new Float64(), data: numbers, ...nulls(values) }));
    }
    case "BOOLEAN":
      return makeVector(
        makeData({ type: new Bool(), data: bits(values, (value) => value === true), ...nulls(values) }),
      );
    case "VARCHAR":
    case "DATE":
    case "TIMESTAMP":
      return texts(values);
    default:
      return assertNever(type);
  }
}
