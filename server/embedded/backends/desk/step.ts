import { writeAnswer } from "./answer";
import { chartFor, chartOfResult, scatter, type ChartCall } from "./chart";
import type { Call, Exchange, Outcome } from "./conversation";
import { understand } from "./follow";
import { formatCell } from "./format";
import { aboutNote, describeNote, markOf, metaOf, namedTables, noTablesNote, outageNote, relevance, tablesNote } from "./meta";
import { planStatements } from "./plan";
import { profileNote, profileSql } from "./profile";
import type { Query } from "./query";
import { parseResult, parseTable, parseTables, type Column, type Listed, type Result, type Table } from "./schema";
import { columnSql, quoteName, whereSql } from "./sql";

export type Wanted = { name: string; args: Record<string, unknown> };

/** What to do next: make some calls and be asked again, or say the answer. */
export type Step = { kind: "calls"; calls: Wanted[] } | { kind: "say"; text: string };

type Scene = { exchanges: readonly Exchange[]; current: Exchange; offered: ReadonlySet<string> };
/** What a call brought: its value, the call still to be made, or why it cannot be had. */
type Got = { kind: "value"; value: unknown } | { kind: "wanted"; call: Wanted } | { kind: "failed"; message: string };

const say = (text: string): Step => ({ kind: "say", text });
const MAX_TABLES = 4;
const MAX_PROFILED = 60;
const CHART_ROWS = 25;

/** Decides from the context alone, so that a replay of it lands on the same step. */
export function nextStep(exchanges: readonly Exchange[], offered: ReadonlySet<string>): Step {
  const current = exchanges.at(-1) ?? { question: "", calls: [] };
  const scene = { exchanges, current, offered };
  const meta = metaOf(current.question);
  if (meta.kind === "chart" && offered.has("create_chart")) return chartLast(scene, meta.mark);
  if (!offered.has("list_tables")) return say(aboutNote(null));
  const got = obtain(scene, { name: "list_tables", args: {} });
  if (got.kind === "wanted") return { kind: "calls", calls: [got.call] };
  const listed = got.kind === "value" ? parseTables(got.value) : null;
  if (got.kind === "failed") return say(outageNote("list_tables", got.message));
  if (!listed) return say(outageNote("list_tables", "its output was not a list of tables"));
  return withTables(scene, listed, meta.kind);
}

const FINAL = new Set(["cancelled", "denied", "rejected", "no_browser", "forbidden"]);

/** The last outcome of a call in this exchange; a failure is tried once more unless it was somebody's decision. */
function obtain({ current }: Pick<Scene, "current">, wanted: Wanted): Got {
  const made = current.calls.filter((call) => sameCall(call, wanted));
  const done = made.map(({ outcome }) => outcome).filter((outcome): outcome is Outcome => outcome !== null);
  const value = done.find((outcome) => outcome.ok);
  if (value?.ok) return { kind: "value", value: value.value };
  const failure = done.at(-1);
  if (!failure || failure.ok) return made.length < 3 ? { kind: "wanted", call: wanted } : { kind: "failed", message: "the tool gave no output" };
  return made.length < 2 && !FINAL.has(failure.code) ? { kind: "wanted", call: wanted } : { kind: "failed", message: failure.message };
}

function sameCall({ name, args }: Call, wanted: Wanted): boolean {
  if (name !== wanted.name) return false;
  const keys = ["table", "sql"].filter((key) => key in wanted.args);
  return keys.every((key) => args[key] === wanted.args[key]);
}

function withTables(scene: Scene, listed: readonly Listed[], kind: string): Step {
  const { question } = scene.current;
  if (listed.length === 0) return say(kind === "data" && !looksAsked(question) ? aboutNote([]) : noTablesNote());
  if (kind === "tables") return say(tablesNote(listed));
  if (!scene.offered.has("describe_table")) return say(tablesNote(listed));
  const chosen = chooseTables(scene, listed, kind);
  const described = chosen.map((each) => ({ listed: each, got: describe(scene, each) }));
  const calls = described.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const tables = described.flatMap(({ got }) => (got.kind === "value" ? (parseTable(got.value) ?? []) : []));
  const failure = described.flatMap(({ got }) => (got.kind === "failed" ? [got.message] : []))[0];
  if (tables.length === 0) return say(outageNote("describe_table", failure ?? "its output was not a description"));
  if (kind === "describe") return say(describeNote(tables));
  if (!scene.offered.has("run_sql")) return say(describeNote(tables));
  if (kind === "profile") return profile(scene, tables);
  const query = understand(questionsOf(scene), tables);
  return query ? answer(scene, query) : say(aboutNote(tables));
}

const looksAsked = (question: string): boolean => /\b(?:total|average|how many|top|by|per|profile|describe|chart|show|trend|count)\b/i.test(question);

const questionsOf = ({ exchanges }: Scene): string[] => exchanges.map(({ question }) => question);

function chooseTables(scene: Scene, listed: readonly Listed[], kind: string): Listed[] {
  const { question } = scene.current;
  const named = namedTables(question, listed);
  const biggest = [...listed].sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0));
  if (kind === "profile") return (named.length > 0 ? named : relevantFirst(question, biggest)).slice(0, 1);
  if (kind === "describe") return (named.length > 0 ? named : [...listed]).slice(0, 8);
  if (listed.length <= MAX_TABLES) return [...listed];
  const words = questionsOf(scene).slice(-3).join(" ");
  return [...new Set([...named, ...relevantFirst(words, listed)])].slice(0, MAX_TABLES);
}

const relevantFirst = (question: string, listed: readonly Listed[]): Listed[] =>
  [...listed].sort((a, b) => relevance(question, b) - relevance(question, a));

/** An earlier description serves while the listed rows and columns are still what it says. */
function describe({ exchanges, current }: Scene, listed: Listed): Got {
  const wanted = { name: "describe_table", args: { table: listed.name } };
  for (const { calls } of [...exchanges].reverse())
    for (const call of [...calls].reverse()) {
      const table = sameCall(call, wanted) && call.outcome?.ok ? parseTable(call.outcome.value) : null;
      if (table && isCurrent(table, listed) && call.outcome?.ok) return { kind: "value", value: call.outcome.value };
    }
  return obtain({ current }, wanted);
}

function isCurrent(table: Table, listed: Listed): boolean {
  const sameRows = listed.rows === null || table.rows === null || listed.rows === table.rows;
  const names = table.columns.map(({ name }) => name);
  return sameRows && (listed.columns.length === 0 || listed.columns.join("\n") === names.join("\n"));
}

function profile(scene: Scene, tables: readonly Table[]): Step {
  const [table] = tables;
  if (!table) return say(noTablesNote());
  const columns = profiledColumns(scene.current.question, table);
  const gots = columns.map((column) => {
    const sql = profileSql(table, column);
    return { column, got: obtain(scene, { name: "run_sql", args: { sql, limit: 1, title: `Profile of ${column.name}` } }) };
  });
  const calls = gots.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const done = gots.map(({ column, got }) => ({ column, result: got.kind === "value" ? parseResult(got.value) : null }));
  const failure = gots.flatMap(({ got }) => (got.kind === "failed" ? [got.message] : []))[0];
  if (done.every(({ result }) => result === null)) return say(outageNote("run_sql", failure ?? "its output was not a result"));
  return say(profileNote(table, done));
}

/** All columns, or only those that the question spells out. */
function profiledColumns(question: string, table: Table): Column[] {
  const low = question.toLowerCase();
  const named = table.columns.filter(({ name }) => name.length > 2 && name.toLowerCase() !== table.name.toLowerCase() && low.includes(name.toLowerCase()));
  const whole = namedTables(question, [{ name: table.name, rows: null, columns: [] }]).length > 0;
  return (named.length > 0 && !whole ? named : table.columns).slice(0, MAX_PROFILED);
}

function answer(scene: Scene, query: Query): Step {
  const plain = planStatements(query, "plain");
  const safe = planStatements(query, "safe");
  if (plain.length === 0) return say(`**${formatCell(query.table.name)}** has no numeric column for that. ${describeNote([query.table])}`);
  const gots = plain.map((statement, at) => ({ role: statement.role, ...repaired(scene, statement, safe[at] ?? statement) }));
  const calls = gots.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const main = gots.find(({ role }) => role === "main");
  if (!main || main.got.kind === "failed") return say(outageNote("run_sql", main?.got.kind === "failed" ? main.got.message : "no output"));
  const result = main.got.kind === "value" ? parseResult(main.got.value) : null;
  if (!result) return say(outageNote("run_sql", "its output was not a result"));
  const beside = gots.find(({ role }) => role === "context");
  const context = beside?.got.kind === "value" ? parseResult(beside.got.value) : null;
  return draw(scene, { query, sql: main.sql, main: result, context });
}

type Statement = { sql: string; title: string };

/** The outcome of a statement, or of its cautious form when the engine refused it. */
function repaired({ current }: Scene, plain: Statement, safe: Statement): { sql: string; got: Got } {
  const call = ({ sql, title }: Statement): Wanted => ({ name: "run_sql", args: { sql, limit: 500, title } });
  const failed = current.calls.some((each) => sameCall(each, call(plain)) && each.outcome?.ok === false && !FINAL.has(each.outcome.code));
  const chosen = failed && safe.sql !== plain.sql ? safe : plain;
  const tries = current.calls.filter((each) => sameCall(each, call(safe)) && each.outcome?.ok === false);
  const last = tries.at(-1)?.outcome;
  if (chosen === safe && last?.ok === false) return { sql: safe.sql, got: { kind: "failed", message: last.message } };
  return { sql: chosen.sql, got: obtain({ current }, call(chosen)) };
}

type Drawing = { query: Query; sql: string; main: Result; context: Result | null };

function draw(scene: Scene, { query, sql, main, context }: Drawing): Step {
  const wanted = scene.offered.has("create_chart") ? chartWanted(scene, { query, sql, main, context }) : null;
  if (!wanted) return say(writeAnswer({ query, main, context, chart: null }));
  const made = scene.current.calls.find(({ name }) => name === "create_chart");
  if (!made) return { kind: "calls", calls: [{ name: "create_chart", args: wanted }] };
  return say(writeAnswer({ query, main, context, chart: made.outcome?.ok === true ? wanted.title : null }));
}

function chartWanted({ current }: Scene, { query, sql, main }: Drawing): ChartCall | null {
  const mark = markOf(current.question);
  const short = query.dims.some(({ kind }) => kind === "time") || main.rows.length <= CHART_ROWS;
  const source = short ? sql : (planStatements({ ...query, limit: CHART_ROWS }, "plain")[0]?.sql ?? sql);
  if (query.shape === "correlation") return scatterOf(query, main);
  const fitting = chartFor(query, source, main);
  if (!fitting || mark === null || query.shape === "distribution") return fitting;
  const marked = chartOfResult(source, main, mark);
  return marked ? { ...marked, title: fitting.title } : fitting;
}

function scatterOf(query: Query, main: Result): ChartCall | null {
  const [left, right] = [main.rows[0]?.[0], main.rows[0]?.[1]].map((name) => query.table.columns.find((column) => column.name === name));
  if (!left || !right || main.rows[0]?.[2] === null) return null;
  const [x, y] = [columnSql(left, "plain"), columnSql(right, "plain")];
  const where = whereSql(query.filters, "plain", [`${x} is not null`, `${y} is not null`]).replaceAll("{{table}}", () => quoteName(query.table.name));
  const points = `select ${x} as x, ${y} as y from ${quoteName(query.table.name)}${where}`;
  return scatter(query, `select * from (${points}) using sample reservoir(500 rows) repeatable (7)`, left.name, right.name);
}

const MARK_NAMES = { bar: "a bar chart", line: "a line chart", arc: "a pie chart", point: "a scatter chart", area: "an area chart" };

/** Draws the newest successful result of the conversation again, as asked. */
function chartLast(scene: Scene, mark: Parameters<typeof chartOfResult>[2]): Step {
  const last = lastResult(scene.exchanges);
  if (!last) return say("There is no result to draw yet. Ask a question about a table first, such as a total by category or by month; then I can chart it.");
  const chart = chartOfResult(last.sql, last.result, mark);
  if (!chart) return say("The last result has no numbers against something to draw them by, so there is nothing to chart. Ask for a measure by a category or by month.");
  const got = obtain(scene, { name: "create_chart", args: chart });
  if (got.kind === "wanted") return { kind: "calls", calls: [got.call] };
  if (got.kind === "failed") return say(outageNote("create_chart", got.message));
  return say(`Here is the last result as ${mark ? MARK_NAMES[mark] : "a chart"}: **${chart.title}**.`);
}

function lastResult(exchanges: readonly Exchange[]): { sql: string; result: Result } | null {
  for (const { calls } of [...exchanges].reverse()) {
    const found = calls.flatMap(({ name, args, outcome }) => {
      const result = name === "run_sql" && outcome?.ok ? parseResult(outcome.value) : null;
      return result && result.rows.length > 0 && typeof args.sql === "string" ? [{ sql: args.sql, result }] : [];
    });
    const [first] = found.sort((a, b) => Number(b.result.rows.length > 1) - Number(a.result.rows.length > 1));
    if (first) return first;
  }
  return null;
}
