import type { Artifact } from "../../lib/protocol/tool";

type Column = Artifact["columns"][number];

/** How the cells of one column are written. */
export type ColumnFormat =
  | { kind: "number"; format: (value: number) => string }
  | { kind: "date"; hasTime: boolean }
  | { kind: "text" };

const NUMERIC = /INT|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC|NUMBER/i;
const TEMPORAL = /^(?:DATE|TIMESTAMP)/i;
/** Numbers of these columns name something; they are never grouped. */
const NAMING = /(?:^|[_ ])(?:id|year|zip|postcode|code)$|[a-z]I[dD]$/i;
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];
const SAMPLE = 200;

/** Reads how a column should look from its type and its values. */
export function columnFormat(column: Column, index: number, rows: Artifact["rows"]): ColumnFormat {
  const values = rows.slice(0, SAMPLE).map((row) => row[index]);
  const present = values.filter((value) => value !== null && value !== undefined);
  if (isNumeric(column, present))
    return { kind: "number", format: numberFormat(column.name, present as number[]) };
  if (TEMPORAL.test(column.type) && present.every((value) => typeof value === "string")) {
    return {
      kind: "date",
      hasTime: present.some((value) => !/(?:T| )00:00:00|^[^T ]+$/.test(String(value))),
    };
  }
  return { kind: "text" };
}

function isNumeric(column: Column, present: readonly unknown[]): boolean {
  if (present.length === 0) return NUMERIC.test(column.type);
  return present.every((value) => typeof value === "number");
}

function numberFormat(name: string, values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const places = Math.min(
    values.reduce((most, value) => Math.max(most, placesOf(value)), 0),
    largest >= 1_000 ? 2 : 4,
  );
  const format = new Intl.NumberFormat("en-GB", {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    useGrouping: !NAMING.test(name) && !values.every(isYear),
  });
  return (value) => format.format(value).replace("-", "−");
}

const isYear = (value: number): boolean =>
  Number.isInteger(value) && value >= FIRST_YEAR && value <= LAST_YEAR;

function placesOf(value: number): number {
  const text = String(value);
  const dot = text.indexOf(".");
  return dot < 0 || text.includes("e") ? (text.includes("e-") ? 4 : 0) : text.length - dot - 1;
}

/** One cell as text; an empty string stands for nothing. */
export function cellText(value: unknown, format: ColumnFormat): string {
  if (value === null || value === undefined) return "";
  if (format.kind === "number" && typeof value === "number") return format.format(value);
  if (format.kind === "date" && typeof value === "string") return dateText(value, format.hasTime);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const dateText = (value: string, hasTime: boolean): string =>
  hasTime ? value.replace("T", " ").replace(/(?:\.000)?Z?$/, "") : value.slice(0, 10);

/** The artifact's rows as CSV with a header, values unrounded. Cells that a spreadsheet would run are quoted. */
export function csvText({ columns, rows }: Pick<Artifact, "columns" | "rows">): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return `${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
