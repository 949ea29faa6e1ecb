import { assertNever } from "../../../../lib/util/assert-never";
import { columnNote } from "./answer-columns";
import { cell, dimCell, fullTable, groupName, resultTable, type Findings } from "./findings";
import { formatCell, sentenceList } from "./format";
import { isShownAsIs } from "./plan";
import type { Grain, Measure, Query } from "./query";
import type { Result } from "./schema";
import { scopeOf } from "./scope";

/** The answer in Markdown. Every figure in it stands in one of the results. */
export function writeAnswer(findings: Findings): string {
  const { query, chart } = findings;
  const body = bodyOf(findings);
  const drawn = chart === null ? "" : `The chart shows ${chart.slice(0, 1).toLowerCase()}${chart.slice(1)}.`;
  return [...body, ...assumptions(query), drawn].filter(Boolean).join("\n\n");
}

function bodyOf(findings: Findings): string[] {
  const { query, main } = findings;
  if (main.rows.length === 0) return [emptyNote(query)];
  switch (query.shape) {
    case "scalar":
      return scalar(findings);
    case "breakdown":
    case "ranking":
    case "share":
      return ranked(findings);
    case "trend":
      return query.dims.length > 1 ? series(findings) : trend(findings);
    case "rows":
      return rows(findings);
    case "distribution":
    case "correlation":
    case "duplicates":
    case "missing":
    case "outliers":
      return columnNote(findings);
    default:
      return assertNever(query.shape);
  }
}

/** What the answer says when nothing matched. */
export const emptyNote = ({ table, filters }: Query): string =>
  `No rows of **${table.name}** match${scopeOf(filters) || " that"}, so there is nothing to report. Try a wider filter, or ask me to describe the table to see its values and dates.`;

function assumptions({ notes, dims, filters }: Query): string[] {
  const all = [...notes];
  if (dims.some(({ column }) => column.folded))
    all.push("Spellings that differ only in case or outer spaces are counted together.");
  const cast = [...dims.map(({ column }) => column)].filter(({ stored }) => stored.endsWith("_text"));
  if (cast.length > 0)
    all.push(
      `Values of \`${cast[0]?.name ?? ""}\` that cannot be read as ${cast[0]?.kind === "time" ? "dates" : "numbers"} are left out.`,
    );
  if (filters.some(({ kind }) => kind === "recent"))
    all.push("Recent means counted back from the newest date in the table, not from today.");
  return all.length === 0 ? [] : [`*${all.join(" ")}*`];
}

function scalar({ query, main }: Findings): string[] {
  const [first, ...rest] = query.measures;
  const scope = scopeOf(query.filters);
  if (!first) return [];
  const value = cell(main, 0, first.alias) ?? "(none)";
  const counted = first.agg === "count" ? null : cell(main, 0, "rows");
  if (value === "(none)") return [emptyNote(query)];
  const opening = `The ${first.label}${scope} is **${value}**`;
  const others = rest.map((each) => `The ${each.label} is **${cell(main, 0, each.alias) ?? "(none)"}**.`);
  return [
    [`${opening}${counted === null ? "" : `, over ${counted} rows of ${query.table.name}`}.`, ...others].join(
      " ",
    ),
  ];
}

function ranked(findings: Findings): string[] {
  const { query, main } = findings;
  const [first] = query.measures;
  if (!first) return [];
  const value = cell(main, 0, first.alias) ?? "(none)";
  const share = cell(main, 0, "share_pct");
  const end = query.order === "asc" ? "lowest" : "highest";
  const name = groupName(main, 0, query.dims);
  const scope = scopeOf(query.filters);
  const part = share === null || share === "(none)" ? "" : `, ${share}% of the total`;
  const tied = main.rows.filter((_, row) => cell(main, row, first.alias) === value).length;
  const opening =
    main.rows.length === 1
      ? `**${name}** is the only group${scope}: ${first.label} **${value}**.`
      : tied > 1
        ? tiedNote(findings, first, tied)
        : `**${name}** has the ${end} ${first.label}${scope}: **${value}**${part}.`;
  return [opening, resultTable(main, query.dims), rankedFacts(findings, first)];
}

/** No group stands first alone. */
function tiedNote({ query, main }: Findings, { label, alias }: Measure, tied: number): string {
  const end = query.order === "asc" ? "lowest" : "highest";
  const value = `**${cell(main, 0, alias) ?? "(none)"}**`;
  if (tied === main.rows.length)
    return `Every group shown has the same ${label}${scopeOf(query.filters)}: ${value}.`;
  const names = main.rows
    .slice(0, Math.min(tied, 4))
    .map((_, row) => `**${groupName(main, row, query.dims)}**`);
  return `${sentenceList(names)}${tied > 4 ? " and others" : ""} share the ${end} ${label}${scopeOf(query.filters)}: ${value} each.`;
}

function rankedFacts({ query, main, context }: Findings, first: Measure): string {
  const facts: string[] = [];
  const last = main.rows.length - 1;
  const overall = cell(context, 0, "overall");
  const groups = cell(context, 0, "groups");
  const cut = groups !== null && groups !== formatCell(main.rows.length, "BIGINT");
  if (
    last > 0 &&
    !cut &&
    main.rows.length > 2 &&
    cell(main, 0, first.alias) !== cell(main, last, first.alias)
  )
    facts.push(
      `The ${query.order === "asc" ? "highest" : "lowest"} is ${groupName(main, last, query.dims)} with ${cell(main, last, first.alias) ?? ""}.`,
    );
  const counted = first.agg === "count" ? null : cell(context, 0, "rows");
  if (overall !== null && first.agg !== "distinct")
    facts.push(
      `Overall, the ${first.label} is **${overall}**${counted === null ? "" : ` over ${counted} rows`}${groups === null ? "" : `, in ${groups} group${groups === "1" ? "" : "s"}`}.`,
    );
  return facts.join(" ");
}

function extreme(result: Result, alias: string, sign: 1 | -1): number {
  const at = result.columns.findIndex(({ name }) => name === alias);
  let best = 0;
  result.rows.forEach((row, index) => {
    const [value, held] = [Number(row[at] ?? NaN), Number(result.rows[best]?.[at] ?? NaN)];
    if (Number.isFinite(value) && !(held * sign >= value * sign)) best = index;
  });
  return best;
}

function trend(findings: Findings): string[] {
  const { query, main, context } = findings;
  const [measure] = query.measures;
  const [dim] = query.dims;
  if (!measure || !dim) return [];
  const value = (row: number): string => cell(main, row, measure.alias) ?? "(none)";
  const name = (row: number): string => dimCell(main, row, dim);
  const [high, low, last] = [
    extreme(main, measure.alias, 1),
    extreme(main, measure.alias, -1),
    main.rows.length - 1,
  ];
  const scope = scopeOf(query.filters);
  if (last === 0)
    return [
      `There is one ${dim.alias.replaceAll("_", " ")}${scope}: ${name(0)}, with a ${measure.label} of **${value(0)}**.`,
    ];
  const cyclic = dim.kind === "time" && (dim.grain === "weekday" || dim.grain === "hour_of_day");
  const at = dim.kind === "time" ? stepWord(dim.grain) : "in";
  const peak = `The ${measure.label}${scope} is highest ${at} **${name(high)}**, with **${value(high)}**, and lowest ${at} ${name(low)}, with **${value(low)}**.`;
  const course = cyclic ? "" : `It runs from ${value(0)} (${name(0)}) to ${value(last)} (${name(last)}).`;
  const overall = cell(context, 0, "overall");
  const whole =
    overall === null || measure.agg === "distinct"
      ? ""
      : `Over the whole span the ${measure.label} is ${overall}.`;
  const table = main.rows.length <= 12 ? fullTable(main, query.dims) : "";
  return [peak, table, [course, whole].filter(Boolean).join(" ")];
}

function stepWord(grain: Grain): string {
  if (grain === "hour" || grain === "hour_of_day") return "at";
  return grain === "day" || grain === "weekday" ? "on" : grain === "week" ? "in the" : "in";
}

function series(findings: Findings): string[] {
  const { query, main, context } = findings;
  const [measure] = query.measures;
  if (!measure) return [];
  const [high, low] = [extreme(main, measure.alias, 1), extreme(main, measure.alias, -1)];
  const value = (row: number): string => cell(main, row, measure.alias) ?? "(none)";
  const overall = cell(context, 0, "overall");
  const opening = `The highest ${measure.label}${scopeOf(query.filters)} is **${value(high)}** (${groupName(main, high, query.dims)}); the lowest is **${value(low)}** (${groupName(main, low, query.dims)}).`;
  const whole =
    overall === null || measure.agg === "distinct"
      ? ""
      : `Over everything the ${measure.label} is ${overall}.`;
  return [opening, resultTable(main, query.dims), whole];
}

function rows({ query, main }: Findings): string[] {
  const { table, measures, order, filters } = query;
  const [by] = measures;
  const scope = scopeOf(filters);
  const counted = main.rows.length === 1 ? "row" : "rows";
  const ordered = by ? by.label.replace(/^\S+ /, "") : "";
  const column = by?.term.kind === "column" && isShownAsIs(by) ? by.term.column.name : (by?.alias ?? "");
  const value = by ? cell(main, 0, column) : null;
  const opening =
    value !== null
      ? `The ${order === "desc" ? "highest" : "lowest"} ${ordered}${scope} is **${value}**${main.rows.length === 1 ? ", in this row" : "; these rows follow it"} of ${table.name}:`
      : `Here are ${counted} of **${table.name}**${scope}:`;
  return [opening, resultTable(main, [])];
}
