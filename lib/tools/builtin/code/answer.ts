import { MAX_VALUE_CHARS } from "../../../sandbox/limits";
import type { SandboxEnd } from "../../../sandbox/types";
import type { Cell, DeskColumn } from "../../../desk/types";
import { isRecord, type JsonValue } from "../../../util/json";
import type { ToolResult } from "../../define-tool";
import { ToolError } from "../../define-tool";
import { artifactOf } from "../data/output";
import type { Input } from "./input";

/** Characters of the printed lines as JSON, in an answer and in an error. */
const MAX_PRINTED_CHARS = 6_000;
const MAX_PRINTED_IN_ERROR = 1_500;

/** What the model and people get of a run. Throws where there is no value. */
export function answerOf(run: SandboxEnd, { title, input }: { title: string; input: Input }): ToolResult {
  if (run.status !== "returned") throw problemOf(run);
  const { value, ms } = run;
  const printed = printedOf(run.lines, MAX_PRINTED_CHARS);
  const missing = run.unprinted + run.lines.length - printed.length;
  const output: JsonValue = {
    value,
    ...(printed.length === 0 ? {} : { printed }),
    ...(missing === 0 ? {} : { lines_left_out: missing }),
    input_rows: input.rows.length,
    ...(input.total > input.rows.length ? { input_total: input.total } : {}),
    ms: Math.round(ms),
  };
  const artifact = tableOf(value, title);
  return artifact === null ? { output } : { output, artifact };
}

function problemOf(run: Exclude<SandboxEnd, { status: "returned" }>): ToolError {
  const printed = printedOf(run.lines, MAX_PRINTED_IN_ERROR);
  const { code, message } = problem(run);
  return new ToolError(code, printed.length === 0 ? message : `${message}\nPrinted:\n${printed.join("\n")}`);
}

function problem(run: Exclude<SandboxEnd, { status: "returned" }>): { code: string; message: string } {
  switch (run.status) {
    case "threw": {
      const place = run.line === null ? "" : ` (line ${run.line}, column ${run.column ?? 1})`;
      return { code: "code_threw", message: run.message + place };
    }
    case "too_large":
      return {
        code: "output_too_large",
        message: `The value has ${run.chars} characters as JSON; the limit is ${MAX_VALUE_CHARS}. Return less.`,
      };
    case "timed_out":
      return {
        code: "timed_out",
        message: `No answer within ${run.ms} ms: the code ran too long or took too much memory, and was ended.`,
      };
    case "flooded":
      return { code: "code_threw", message: "The code sent more than its answer, and was ended." };
    case "cancelled":
      return { code: "cancelled", message: "The call was cancelled." };
    case "unavailable":
      return { code: "unavailable", message: "The sandbox could not start in this browser." };
  }
}

function printedOf(lines: readonly string[], limit: number): string[] {
  let left = limit;
  const end = lines.findIndex((line) => {
    left -= JSON.stringify(line).length + 1;
    return left < 0;
  });
  return end < 0 ? [...lines] : lines.slice(0, end);
}

const isCell = (value: unknown): value is Cell => value === null || typeof value !== "object";

/** A table for people where the value is a list of flat objects; its columns are those of all of them. */
function tableOf(value: JsonValue, title: string) {
  if (!Array.isArray(value) || value.length === 0) return null;
  const records = value.filter((row) => isRecord(row) && Object.values(row).every(isCell));
  if (records.length < value.length) return null;
  const rows = records as Record<string, Cell>[];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name): DeskColumn => ({ name, type: typeOf(rows, name) }));
  const cells = rows.map((row) => names.map((name) => row[name] ?? null));
  return artifactOf({ kind: "table", title, columns, rows: cells, total: rows.length });
}

function typeOf(rows: readonly Record<string, Cell>[], name: string): string {
  const kinds = new Set(
    rows.map((row) => row[name] ?? null).flatMap((cell) => (cell === null ? [] : [typeof cell])),
  );
  if (kinds.size !== 1) return "VARCHAR";
  if (kinds.has("number")) return "DOUBLE";
  return kinds.has("boolean") ? "BOOLEAN" : "VARCHAR";
}
