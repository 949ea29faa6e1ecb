import { MAX_ARTIFACT_BYTES, MAX_ARTIFACT_ROWS, MAX_OUTPUT_CHARS } from "../../../protocol/limits";
import type { Artifact } from "../../../protocol/tool";
import type { Cell, DeskColumn, QueryFailure } from "../../../desk/types";
import { ToolError } from "../../define-tool";

/** Turns a failure of the desk into what the model reads. */
export function orThrow<Result extends { ok: true }>(result: Result | QueryFailure): Result {
  if (result.ok) return result;
  throw new ToolError(result.code, result.message);
}

const encoder = new TextEncoder();

function chars(value: unknown): number {
  return JSON.stringify(value).length + 1;
}

function bytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length + 1;
}

function within<Item>(items: readonly Item[], limit: number, size: (item: Item) => number): Item[] {
  let left = limit;
  const end = items.findIndex((item) => {
    left -= size(item);
    return left < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

/** The most rows, from the front, whose JSON has at most `limit` characters. */
export function rowsWithin(rows: readonly Cell[][], limit: number): Cell[][] {
  return within(rows, limit, chars);
}

const ARTIFACT_COLUMNS = 200;
const COLUMN_BYTES = 24_000;
const SPARE_BYTES = 256;

export type ArtifactSource = {
  kind: Artifact["kind"];
  title: string;
  columns: readonly DeskColumn[];
  rows: readonly Cell[][];
  total: number;
};

/** What viewers draw: as many rows and columns as an artifact may hold. */
export function artifactOf({ kind, title, columns, rows, total }: ArtifactSource): Artifact {
  const named = columns.slice(0, ARTIFACT_COLUMNS).map(({ name, type }) => ({ name, type }));
  const frame = { kind, title: title.slice(0, 200), columns: within(named, COLUMN_BYTES, bytes), total };
  const cut = rows.slice(0, MAX_ARTIFACT_ROWS).map((row) => row.slice(0, frame.columns.length));
  return { ...frame, rows: within(cut, MAX_ARTIFACT_BYTES - bytes(frame) - SPARE_BYTES, bytes) };
}

/** The first of some ever shorter answers that fits into a tool's output; the last one if none does. */
export function fitting(...answers: (() => unknown)[]): string {
  for (const answer of answers) {
    const text = JSON.stringify(answer());
    if (text.length <= MAX_OUTPUT_CHARS) return text;
  }
  return JSON.stringify({ note: "The answer is too long to show." });
}
