import type { Mark } from "./chart";
import { formatCell, formatNumber, markdownTable, sentenceList } from "./format";
import { mainTerm, measureOf, spelled } from "./measure";
import { nameScore } from "./resolve";
import type { Listed, Table } from "./schema";
import { nameWords, tokenize } from "./tokens";

/** Questions about the tables themselves, and requests for a chart of what came before. */
export type Meta =
  | { kind: "tables" }
  | { kind: "describe" }
  | { kind: "profile" }
  | { kind: "chart"; mark: Mark | null }
  | { kind: "data" };

const SPECIAL =
  /\b(?:missing|nulls?|duplicates?|outliers?|distribution|correlation|histogram|blanks?|empty)\b/;
const PROFILE =
  /^(?:please |can you |could you |now )*(?:profile|explore|summari[sz]e)\b|\bprofile (?:of|the|every|each|all|my)\b|\bdata quality\b/;
const DESCRIBE =
  /^(?:please |can you )*describe\b|\bschema\b|\bstructure\b|\b(?:which|what|list|show)(?: are| me| all| the)* (?:columns?|fields)\b|\bcolumns? (?:does|do|are|is|in|of)\b/;
const TABLES =
  /\b(?:which|what|list|show|see|any|how many)(?: are| me| all| the| my| do i have)* tables?\b|^(?:my )?tables\W*$|\bwhat(?:'s| is)? (?:data|in here|in there|loaded)\b/;

export function metaOf(question: string): Meta {
  const low = question.slice(0, 2000).toLowerCase();
  const mark = markOf(low);
  if (isChartRequest(low)) return { kind: "chart", mark };
  if (PROFILE.test(low)) return { kind: "profile" };
  if (DESCRIBE.test(low) && !SPECIAL.test(low)) return { kind: "describe" };
  return TABLES.test(low) ? { kind: "tables" } : { kind: "data" };
}

const MARKS: readonly (readonly [RegExp, Mark])[] = [
  [/\b(?:pie|donut|doughnut)\b/, "arc"],
  [/\bbars?\b|\bcolumn chart\b/, "bar"],
  [/\bline\b/, "line"],
  [/\bscatter\b|\bpoints?\b/, "point"],
  [/\barea (?:chart|graph|plot)\b/, "area"],
];

export const markOf = (text: string): Mark | null =>
  MARKS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? null;

const CHART_WORDS = new Set([
  "chart",
  "plot",
  "graph",
  "draw",
  "visualise",
  "visualize",
  "bar",
  "line",
  "pie",
  "donut",
  "doughnut",
  "scatter",
]);
const CHART_FILLER = new Set(
  "it this that these those them the result results last as a an in into to of make show me turn change use with instead please now can could you one and ok okay area bars lines again points column".split(
    " ",
  ),
);

function isChartRequest(low: string): boolean {
  const words = tokenize(low).map((token) => token.low);
  return (
    words.some((word) => CHART_WORDS.has(word)) &&
    words.every((word) => CHART_WORDS.has(word) || CHART_FILLER.has(word))
  );
}

/** The listed tables that a question names, by table or by column; empty when it names none. */
export function namedTables(question: string, listed: readonly Listed[]): Listed[] {
  const stems = new Set(tokenize(question.replaceAll("_", " ")).map((token) => token.stem));
  return listed.filter(({ name }) => {
    const words = nameWords(name);
    return words.length > 0 && words.every((word) => stems.has(word));
  });
}

/** How many words of a question fit the names in a table: which tables are worth describing. */
export function relevance(question: string, { name, columns }: Listed): number {
  const words = [nameWords(name), ...columns.map(nameWords)];
  const stems = tokenize(question).filter(({ kind, low }) => kind === "word" && low.length > 2);
  return stems.reduce(
    (sum, { stem }) => sum + Math.max(0, ...words.map((each) => nameScore([stem], each))),
    0,
  );
}

const NO_TABLES =
  "There are no tables in this page yet. Use **Add data** to open a CSV, JSON or Parquet file, or pick one of the sample tables; then ask again.";

export const noTablesNote = (): string => NO_TABLES;

export function tablesNote(listed: readonly Listed[]): string {
  const rows = listed.map(({ name, rows: count, columns }) => [
    `**${formatCell(name)}**`,
    count === null ? "–" : formatNumber(count),
    columns.map((column) => `\`${column}\``).join(", "),
  ]);
  const [only] = listed;
  const opening =
    listed.length === 1 && only
      ? `There is one table here, **${formatCell(only.name)}**${only.rows === null ? "" : `, with **${formatNumber(only.rows)}** rows`}.`
      : `These tables are in the page: ${sentenceList(listed.map(({ name }) => `**${formatCell(name)}**`))}.`;
  return [
    opening,
    markdownTable(["Table", "Rows", "Columns"], rows, [false, true, false]),
    "Ask me to describe or profile one of them, or ask about what is in it.",
  ].join("\n\n");
}

export const describeNote = (tables: readonly Table[]): string => tables.map(describeOne).join("\n\n");

function describeOne({ name, rows, columns }: Table): string {
  const cells = columns.map((column) => [
    `\`${column.name}\``,
    column.type.toLowerCase(),
    column.nulls === null ? "–" : formatNumber(column.nulls),
    column.distinct === null ? "–" : formatNumber(column.distinct),
    column.min === null && column.max === null
      ? "–"
      : `${formatCell(column.min, column.type)} to ${formatCell(column.max, column.type)}`,
    column.samples
      .slice(0, 3)
      .map((sample) => formatCell(sample))
      .join(", ") || "–",
  ]);
  const head = ["Column", "Type", "Nulls", "Distinct", "Range", "For example"];
  const opening = `**${formatCell(name)}**${rows === null ? "" : ` has **${formatNumber(rows)}** rows`} and these columns:`;
  return [opening, markdownTable(head, cells, [false, false, true, true, false, false])].join("\n\n");
}

const WHO = "I am the demo model: rules, not a language model.";
const CONNECT =
  "For open-ended work, connect a real model: set `UPSTREAM_URL`, `UPSTREAM_API_KEY` and `MODEL` as environment variables of the server (the README shows how).";
const SKILLS =
  "I can list, describe and profile tables, and answer questions about totals, averages, rankings, trends, shares, distributions, correlations, duplicates, missing values and outliers, with charts.";

/** What to say to anything that is not a question about the data. */
export function aboutNote(tables: readonly Table[] | null): string {
  if (tables === null)
    return [WHO, `${SKILLS} No table tools are offered here, so I have nothing to work on.`, CONNECT].join(
      "\n\n",
    );
  if (tables.length === 0) return [WHO, SKILLS, NO_TABLES, CONNECT].join("\n\n");
  const examples = exampleQuestions(tables).map((example) => `- ${example}`);
  return [
    `${WHO} ${SKILLS}`,
    `With the tables at hand you could ask:\n\n${examples.join("\n")}`,
    CONNECT,
  ].join("\n\n");
}

/** Three questions made from the names of real columns. */
export function exampleQuestions(tables: readonly Table[]): string[] {
  const table = [...tables].sort((a, b) => b.columns.length - a.columns.length)[0];
  if (!table) return [];
  const term = mainTerm(table);
  const measure = term ? measureOf("sum", term).label : `number of ${table.name.replaceAll("_", " ")}`;
  const suited = table.columns.find(
    ({ kind, distinct }) => kind === "category" && (distinct ?? 10) > 1 && (distinct ?? 10) <= 40,
  );
  const dim = suited ?? table.columns.find(({ kind }) => kind === "category");
  const clock = table.columns.find(({ kind }) => kind === "time");
  const title = measure.slice(0, 1).toUpperCase() + measure.slice(1);
  return [
    ...(dim ? [`${title} by ${spelled(dim).join(" ")}`] : []),
    ...(clock ? [`${title} by month`] : []),
    `Profile ${table.name}`,
    `Are there missing values in ${table.name}?`,
    `Are there duplicates in ${table.name}?`,
  ].slice(0, 3);
}

/** What to say when a tool kept failing. */
export function outageNote(tool: string, message: string): string {
  const doing: Record<string, string> = {
    list_tables: "list the tables of the page",
    describe_table: "read the columns of the table",
    run_sql: "run the query",
    create_chart: "draw the chart",
  };
  return `I could not ${doing[tool] ?? `use ${tool}`}, so I have no figures to report. The tool \`${tool}\` answered: ${formatCell(message)}. Nothing was changed; asking again may help if the page was busy or closed.`;
}
