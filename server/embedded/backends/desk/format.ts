import type { Grain } from "./query";

const NUMERIC = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const MONTH_NAMES =
  "January February March April May June July August September October November December".split(" ");

/**
 * A figure with thousands separators and at most 2 decimals, rounded half away from zero on its decimal text.
 * Values nearer to zero than 0.01 keep two significant digits instead of becoming 0.
 */
export function formatNumber(value: number | string): string {
  const plain = decimalText(value);
  const negative = plain.startsWith("-");
  const rounded = roundText(negative ? plain.slice(1) : plain);
  const [whole = "0", fraction = ""] = rounded.split(".");
  const body = whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
  return negative && /[1-9]/.test(body) ? `-${body}` : body;
}

/** The decimal digits of a number without an exponent. */
function decimalText(value: number | string): string {
  const text = String(value);
  if (!/e/i.test(text)) return text;
  const number = Number(text);
  return Math.abs(number) < 1 ? number.toFixed(12).replace(/0+$/, "") : BigInt(Math.round(number)).toString();
}

function roundText(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  if (fraction.length <= 2) return trimZeros(whole, fraction);
  const tiny = /^0*$/.test(whole) && /^00/.test(fraction) && /[1-9]/.test(fraction);
  const places = tiny ? fraction.search(/[1-9]/) + 2 : 2;
  if (fraction.length <= places) return trimZeros(whole, fraction);
  const digits = BigInt(whole + fraction.slice(0, places)) + ((fraction[places] ?? "0") >= "5" ? 1n : 0n);
  const padded = digits.toString().padStart(places + 1, "0");
  return trimZeros(padded.slice(0, -places), padded.slice(-places));
}

function trimZeros(whole: string, fraction: string): string {
  const kept = fraction.replace(/0+$/, "");
  return kept === "" ? whole : `${whole}.${kept.length === 1 ? `${kept}0` : kept}`;
}

/** Whether a cell holds a number, be it typed as text. */
export function isNumeric(value: unknown, type = ""): value is number | string {
  if (typeof value === "number") return Number.isFinite(value);
  return (
    typeof value === "string" && NUMERIC.test(value) && /INT|DECIMAL|DOUBLE|FLOAT|NUMERIC|REAL/i.test(type)
  );
}

/** One cell as it stands in prose or in a table. Vertical bars and line breaks are defused. */
export function formatCell(value: unknown, type = ""): string {
  if (value === null || value === undefined) return "(none)";
  if (/^(?:DATE|TIMESTAMP)/i.test(type)) return formatDate(value);
  if (isNumeric(value, type)) return formatNumber(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return tidy(String(value));
  return tidy(JSON.stringify(value) ?? "");
}

function tidy(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  const clean = short.replace(/[\r\n]+/g, " ").replace(/([\\|*`[\]<>])/g, "\\$1");
  return clean.trim() === "" ? "(blank)" : clean;
}

function formatDate(value: unknown): string {
  const date = typeof value === "number" ? new Date(value).toISOString() : String(value);
  return date
    .replace(/[T ]00:00:00(?:\.0+)?Z?$/, "")
    .replace(/(\d)T(\d)/, "$1 $2")
    .replace(/(?:\.0+)?Z$/, "");
}

/** A time step as people write it: "March 2024", "Q1 2024", "week of 2024-03-04". */
export function formatStep(value: unknown, grain: Grain): string {
  if (grain === "hour_of_day" && value !== null) return `${String(value).padStart(2, "0")}:00`;
  const text = formatDate(value);
  const match = /^(\d{4})-(\d{2})/.exec(text);
  if (!match) return value === null ? "(none)" : text;
  const [year = "", month = 0] = [match[1], Number(match[2])];
  if (grain === "year") return year;
  if (grain === "quarter") return `Q${Math.ceil(month / 3)} ${year}`;
  if (grain === "month") return `${MONTH_NAMES[month - 1] ?? ""} ${year}`;
  return grain === "week" ? `week of ${text.slice(0, 10)}` : text;
}

/** A Markdown table; cells are taken as they are. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, at) => (right[at] ? "---:" : "---")));
  return [line(head), rule, ...rows.map(line)].join("\n");
}

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A column alias as a heading: `total_net_amount` → "Total net amount". */
export const heading = (alias: string): string =>
  capital(alias.replace(/_pct$/, " (%)").replaceAll("_", " "));

/** Items joined as in a sentence: "a, b and c". */
export const sentenceList = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
