import { cell, fullTable, resultTable, type Findings } from "./findings";
import { sentenceList } from "./format";
import { scopeOf } from "./scope";

/** The notes of the shapes that look at columns rather than groups. */
export function columnNote(findings: Findings): string[] {
  switch (findings.query.shape) {
    case "distribution":
      return distribution(findings);
    case "correlation":
      return correlation(findings);
    case "duplicates":
      return duplicates(findings);
    case "missing":
      return missing(findings);
    default:
      return outliers(findings);
  }
}

function distribution({ query, main, context }: Findings): string[] {
  const scope = scopeOf(query.filters);
  if (main.columns[0]?.name !== "bin_start") {
    const share = cell(main, 0, "share_pct");
    const opening = `The most frequent value${scope} is **${cell(main, 0, "value") ?? ""}**, in **${cell(main, 0, "rows") ?? ""}** rows${share === null ? "" : ` (${share}%)`}.`;
    const groups = cell(context, 0, "groups");
    return [
      opening,
      resultTable(main, []),
      groups === null
        ? ""
        : `There are ${groups} different values in ${cell(context, 0, "overall") ?? ""} rows.`,
    ];
  }
  const name = query.focus.find(({ kind }) => kind === "number")?.name ?? "the value";
  const at = main.columns.findIndex((column) => column.name === "rows");
  const fullest = main.rows.reduce(
    (best, row, index) => (Number(row[at]) > Number(main.rows[best]?.[at]) ? index : best),
    0,
  );
  const of = (column: string): string => cell(context, 0, column) ?? "(none)";
  const opening = context
    ? `Half of the values of \`${name}\`${scope} lie between **${of("lower_quartile")}** and **${of("upper_quartile")}**, with a median of **${of("median")}**.`
    : `The values of \`${name}\`${scope} are counted in steps below.`;
  const fullestBin = `The fullest step runs from ${cell(main, fullest, "bin_start") ?? ""} to ${cell(main, fullest, "bin_end") ?? ""} and holds ${cell(main, fullest, "rows") ?? ""} rows.`;
  const ends = context
    ? ` The average is ${of("average")}; the values go from ${of("lowest")} to ${of("highest")}, ${of("rows")} in all.`
    : "";
  return [opening, fullestBin + ends, main.rows.length <= 10 ? fullTable(main, []) : ""];
}

function strength(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return "no measurable";
  const word = size >= 0.7 ? "a strong" : size >= 0.4 ? "a moderate" : size >= 0.15 ? "a weak" : "almost no";
  return size < 0.15 ? word : `${word} ${value > 0 ? "positive" : "negative"}`;
}

function correlation({ query, main }: Findings): string[] {
  const at = main.columns.findIndex(({ name }) => name === "correlation");
  const raw = main.rows[0]?.[at];
  const value = cell(main, 0, "correlation") ?? "(none)";
  const pair = `\`${String(main.rows[0]?.[0])}\` and \`${String(main.rows[0]?.[1])}\``;
  const scope = scopeOf(query.filters);
  if (raw === null || raw === undefined)
    return [
      `A correlation between ${pair}${scope} cannot be computed: one of them does not vary or holds no numbers.`,
    ];
  const opening = `There is ${strength(Number(raw))} correlation between ${pair}${scope}: **${value}**, over ${cell(main, 0, "pairs") ?? ""} pairs of values.`;
  return [
    opening,
    main.rows.length > 1 ? resultTable(main, []) : "",
    "A correlation says that two columns move together, not that one causes the other.",
  ];
}

function duplicates({ query, main, context }: Findings): string[] {
  const name = query.table.name;
  const repeats = cell(main, 0, "duplicate_rows") ?? "(none)";
  const none = repeats === "0";
  const opening = none
    ? `No row of **${name}**${scopeOf(query.filters)} is repeated in full: all **${cell(main, 0, "rows") ?? ""}** rows are different.`
    : `**${repeats}** of the ${cell(main, 0, "rows") ?? ""} rows of **${name}**${scopeOf(query.filters)} repeat another row in full; ${cell(main, 0, "distinct_rows") ?? ""} are different.`;
  if (!context) return [opening];
  const keys = sentenceList(
    context.columns.filter((column) => column.name !== "times").map((column) => `\`${column.name}\``),
  );
  if (context.rows.length === 0) return [opening, `Every value of ${keys} stands in one row only.`];
  return [opening, `Values of ${keys} that stand in more than one row:`, resultTable(context, [])];
}

function missing({ query, main }: Findings): string[] {
  const at = main.columns.findIndex(({ name }) => name === "missing");
  const gaps = main.rows.filter((row) => Number(row[at]) > 0);
  const name = query.table.name;
  const scope = scopeOf(query.filters);
  if (gaps.length === 0)
    return [
      `Nothing is missing in **${name}**${scope}: no column has a null or blank value in its **${cell(main, 0, "rows") ?? ""}** rows.`,
    ];
  const opening = `\`${String(main.rows[0]?.[0])}\` has the most missing values${scope}: **${cell(main, 0, "missing") ?? ""}** of ${cell(main, 0, "rows") ?? ""} rows (${cell(main, 0, "missing_pct") ?? ""}%).`;
  const whole = gaps.length < main.rows.length ? "The other columns are complete." : "";
  return [opening, resultTable({ ...main, rows: gaps }, []), whole];
}

function outliers({ query, main, context }: Findings): string[] {
  const name = query.focus.find(({ kind }) => kind === "number")?.name ?? "the main measure";
  const of = (column: string): string => cell(main, 0, column) ?? "(none)";
  const limits = `Outliers are values more than 1.5 interquartile ranges outside the middle half, here below ${of("low_limit")} or above ${of("high_limit")}.`;
  if (of("outliers") === "0")
    return [
      `\`${name}\`${scopeOf(query.filters)} has no outliers among its **${of("rows")}** values, which go from ${of("lowest")} to ${of("highest")}.`,
      limits,
    ];
  const opening = `**${of("outliers")}** of ${of("rows")} values of \`${name}\`${scopeOf(query.filters)} are outliers (${of("outliers_pct")}%).`;
  const found = context && context.rows.length > 0 ? resultTable(context, []) : "";
  return [opening, limits, found === "" ? "" : `The most extreme rows:\n\n${found}`];
}
