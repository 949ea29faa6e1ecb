import { assertNever } from "../../../../lib/util/assert-never";
import { formatNumber, sentenceList } from "./format";
import { measureOf, spelled } from "./measure";
import type { Filter } from "./query";
import type { Column } from "./schema";

/** The filters of a query as the end of a phrase: " in 2024 where region is EMEA". Empty without filters. */
export function scopeOf(filters: readonly Filter[]): string {
  const times = filters.filter(isTime).map((filter) => ` ${label(filter)}`);
  const tests = filters.filter((filter) => !isTime(filter)).map(label);
  return `${times.join("")}${tests.length > 0 ? ` where ${sentenceList(tests)}` : ""}`;
}

const isTime = ({ kind }: Filter): boolean =>
  kind === "period" || kind === "periods" || kind === "part" || kind === "recent";

const named = (column: Column): string => spelled(column).join(" ");

const OPS: Record<Extract<Filter, { kind: "number" }>["op"], string> = {
  ">": "is over",
  ">=": "is at least",
  "<": "is under",
  "<=": "is at most",
  "=": "is",
  "!=": "is not",
};

function label(filter: Filter): string {
  switch (filter.kind) {
    case "values":
      return `${named(filter.column)} ${filter.negated ? "is not" : "is"} ${filter.values.join(" or ")}`;
    case "number":
      return `${named(filter.column)} ${OPS[filter.op]} ${formatNumber(filter.value)}`;
    case "amount":
      return `${measureOf("sum", filter.term).label.replace(/^total /, "")} ${OPS[filter.op]} ${formatNumber(filter.value)}`;
    case "range":
      return `${named(filter.column)} is between ${formatNumber(filter.low)} and ${formatNumber(filter.high)}`;
    case "period":
      return /^(?:since|after|before|until|from|to)\b/.test(filter.label)
        ? filter.label
        : `in ${filter.label}`;
    case "periods":
      return `in ${sentenceList(filter.periods.map((period) => period.label))}`;
    case "part":
      return `in ${filter.label}`;
    case "recent":
      return `in the last ${filter.count} ${filter.unit}${filter.count === 1 ? "" : "s"} of the data`;
    case "text":
      return textLabel(filter);
    case "flag":
      return `${named(filter.column)} is ${filter.value}`;
    default:
      return assertNever(filter);
  }
}

function textLabel({ columns, value, negated, match }: Extract<Filter, { kind: "text" }>): string {
  const [only] = columns;
  if (columns.length === 1 && only)
    return `${named(only)} ${match === "part" ? (negated ? "does not name" : "names") : negated ? "is not" : "is"} ${value}`;
  return `a text column ${negated ? "does not name" : "names"} ${value}`;
}
