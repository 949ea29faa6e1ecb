import type { AnswerValue, AnswerValues, Question, QuestionField } from "../protocol/question";

type Cell = string | number | boolean | null;

/** One field as people see it. `hint` is empty where there is nothing to say. */
export type Field = { name: string; label: string; hint: string; isRequired: boolean } & FieldKind;

export type FieldKind =
  | { kind: "text"; lines: "one" | "many"; least: number; most: number; initial: string }
  | { kind: "number"; isWhole: boolean; least: number; most: number; initial: number | null }
  | { kind: "switch"; initial: boolean }
  | { kind: "choice"; options: readonly string[]; initial: string | null }
  | { kind: "choices"; options: readonly string[]; least: number; most: number }
  | {
      kind: "rows";
      columns: readonly string[];
      rows: readonly (readonly Cell[])[];
      least: number;
      most: number;
    };

const LONGEST_LINE = 200;
const MAX_TEXT_CHARS = 4_000;

/** The fields of a question, in its order. */
export function fieldsOf({ schema }: Question): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties).map(([name, field]) => ({
    name,
    label: field.title ?? wordsOf(name),
    hint: field.description ?? "",
    isRequired: required.has(name),
    ...kindOf(field),
  }));
}

/** `delivery_date` as words: "Delivery date". */
function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function kindOf(field: QuestionField): FieldKind {
  switch (field.type) {
    case "string":
      return field.enum ? choice(field.enum, field.default) : text(field);
    case "number":
    case "integer": {
      const { minimum = -Infinity, maximum = Infinity, default: initial = null } = field;
      return { kind: "number", isWhole: field.type === "integer", least: minimum, most: maximum, initial };
    }
    case "boolean":
      return { kind: "switch", initial: field.default ?? false };
    case "array": {
      const { items, minItems = 0, maxItems = items.enum.length } = field;
      return { kind: "choices", options: items.enum, least: minItems, most: maxItems };
    }
    case "rows": {
      const { columns, rows, minItems = 0, maxItems = rows.length } = field;
      return { kind: "rows", columns, rows, least: minItems, most: maxItems };
    }
  }
}

function choice(options: readonly string[], initial: string | undefined): FieldKind {
  return {
    kind: "choice",
    options,
    initial: initial !== undefined && options.includes(initial) ? initial : null,
  };
}

function text(field: Extract<QuestionField, { type: "string" }>): FieldKind {
  const most = Math.min(field.maxLength ?? MAX_TEXT_CHARS, MAX_TEXT_CHARS);
  const lines = (field.maxLength ?? 0) > LONGEST_LINE ? "many" : "one";
  return { kind: "text", lines, least: field.minLength ?? 0, most, initial: field.default ?? "" };
}

/** What is wrong with the value of a field, as a sentence; null when it fits. */
export function problemOf(field: Field, value: AnswerValue | undefined): string | null {
  if (value === undefined) return field.isRequired ? MISSING[field.kind] : null;
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? lengthProblem(field, value) : "A text is needed.";
    case "number":
      return typeof value === "number" ? numberProblem(field, value) : "A number is needed.";
    case "switch":
      return typeof value === "boolean" ? null : "Yes or no is needed.";
    case "choice":
      return typeof value === "string" && field.options.includes(value) ? null : "Choose one of the options.";
    case "choices":
      return listProblem(field, value, (item) => typeof item === "string" && field.options.includes(item));
    case "rows":
      return listProblem(field, value, (item) => typeof item === "number" && isRow(field.rows, item));
  }
}

const MISSING: Readonly<Record<Field["kind"], string>> = {
  text: "Fill this in.",
  number: "Enter a number.",
  switch: "Yes or no is needed.",
  choice: "Choose one of the options.",
  choices: "Choose at least one.",
  rows: "Choose at least one row.",
};

type FieldOf<K extends Field["kind"]> = Extract<Field, { kind: K }>;

function lengthProblem({ isRequired, least, most }: FieldOf<"text">, { length }: string): string | null {
  if (length === 0 && isRequired) return MISSING.text;
  if (length < least) return `At least ${least} characters are needed.`;
  return length > most ? `At most ${most} characters fit.` : null;
}

function numberProblem({ isWhole, least, most }: FieldOf<"number">, value: number): string | null {
  if (isWhole && !Number.isInteger(value)) return "Enter a whole number.";
  if (value < least) return `Enter ${least} or more.`;
  return value > most ? `Enter ${most} or less.` : null;
}

function listProblem(
  { kind, isRequired, least, most }: FieldOf<"choices" | "rows">,
  value: AnswerValue,
  isKnown: (item: unknown) => boolean,
): string | null {
  if (!Array.isArray(value) || !value.every(isKnown) || new Set<unknown>(value).size < value.length)
    return "Choose among the options.";
  if (value.length === 0 && isRequired) return MISSING[kind];
  if (value.length < least) return `Choose at least ${least}.`;
  return value.length > most ? `Choose at most ${most}.` : null;
}

const isRow = (rows: readonly unknown[], at: number): boolean =>
  Number.isInteger(at) && at >= 0 && at < rows.length;

/** Whether an answer fits its question: on the server before it is taken, and in a test's harness. */
export function checkAnswer(
  question: Question,
  values: AnswerValues,
): { ok: true } | { ok: false; message: string } {
  const fields = fieldsOf(question);
  const names = new Set(fields.map(({ name }) => name));
  const stranger = Object.keys(values).find((name) => !names.has(name));
  if (stranger !== undefined) return { ok: false, message: `Nobody asked for "${stranger}".` };
  for (const field of fields) {
    const problem = problemOf(field, Object.hasOwn(values, field.name) ? values[field.name] : undefined);
    if (problem !== null) return { ok: false, message: `${field.label}: ${problem}` };
  }
  return { ok: true };
}

/** What stands in the fields of a form: text and numbers as they were typed, a list as what is chosen. */
export type Entries = Readonly<Record<string, string | boolean | readonly string[]>>;

export const entriesOf = (fields: readonly Field[]): Entries =>
  Object.fromEntries(fields.map((field) => [field.name, entryOf(field)]));

function entryOf(field: Field): Entries[string] {
  switch (field.kind) {
    case "text":
      return field.initial;
    case "number":
      return field.initial === null ? "" : String(field.initial);
    case "switch":
      return field.initial;
    case "choice":
      return field.initial ?? "";
    case "choices":
    case "rows":
      return [];
  }
}

export type Reading =
  { ok: true; values: AnswerValues } | { ok: false; problems: Readonly<Record<string, string>> };

/** What the person has filled in, as the answer; or what is wrong, by field. Empty fields are left out. */
export function readEntries(fields: readonly Field[], entries: Entries): Reading {
  const values: AnswerValues = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = valueOf(field, entries[field.name]);
    const problem = problemOf(field, value);
    if (problem !== null) problems[field.name] = problem;
    else if (value !== undefined) values[field.name] = value;
  }
  return Object.keys(problems).length === 0 ? { ok: true, values } : { ok: false, problems };
}

function valueOf(field: Field, entry: Entries[string] | undefined): AnswerValue | undefined {
  switch (field.kind) {
    case "text":
    case "choice":
      return entry === "" || typeof entry !== "string" ? undefined : entry;
    case "number":
      return typeof entry === "string" && entry.trim() !== "" ? numberOf(entry) : undefined;
    case "switch":
      return entry === true;
    case "choices":
      return Array.isArray(entry) && entry.length > 0
        ? field.options.filter((one) => entry.includes(one))
        : undefined;
    case "rows":
      return Array.isArray(entry) && entry.length > 0
        ? field.rows.flatMap((_row, at) => (entry.includes(String(at)) ? [at] : []))
        : undefined;
  }
}

/** Text that is no number stays text, which the field then refuses. */
function numberOf(text: string): AnswerValue {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** An answer's value in words. */
export function valueText(field: Field, value: AnswerValue | undefined): string {
  if (value === undefined) return "–";
  if (field.kind === "switch") return value === true ? "Yes" : "No";
  if (field.kind === "rows" && Array.isArray(value))
    return value.map((at) => rowText(field.rows[Number(at)] ?? [])).join("; ");
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const rowText = (row: readonly Cell[]): string => row.map((cell) => cell ?? "–").join(", ");
