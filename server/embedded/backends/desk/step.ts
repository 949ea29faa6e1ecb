import { writeAnswer } from "./answer";
import { chartFor, chartOfResult, type ChartCall } from "./chart";
import type { Exchange } from "./conversation";
import { understand } from "./follow";
import { formatCell } from "./format";
import {
  aboutNote,
  describeNote,
  markOf,
  metaOf,
  namedTables,
  noTablesNote,
  outageNote,
  relevance,
  tablesNote,
} from "./meta";
import { obtain, repaired, sameCall, type Got, type Scene, type Step } from "./obtain";
import { planStatements } from "./plan";
import { profileNote, profileSql } from "./profile";
import type { Query } from "./query";
import { chartLast, scatterOf } from "./redraw";
import {
  parseResult,
  parseTable,
  parseTables,
  type Column,
  type Listed,
  type Result,
  type Table,
} from "./schema";

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

function withTables(scene: Scene, listed: readonly Listed[], kind: string): Step {
  const { question } = scene.current;
  if (listed.length === 0)
    return say(kind === "data" && !looksAsked(question) ? aboutNote([]) : noTablesNote());
  if (kind === "tables") return say(tablesNote(listed));
  if (!scene.offered.has("describe_table")) return say(tablesNote(listed));
  const chosen = chooseTables(scene, listed, kind);
  const described = chosen.map((each) => ({ listed: each, got: describe(scene, each) }));
  const calls = described.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const tables = described.flatMap(({ got }) => (got.kind === "value" ? (parseTable(got.value) ?? []) : []));
  const failure = described.flatMap(({ got }) => (got.kind === "failed" ? [got.message] : []))[0];
  if (tables.length === 0)
    return say(outageNote("describe_table", failure ?? "its output was not a description"));
  if (kind === "describe") return say(describeNote(tables));
  if (!scene.offered.has("run_sql")) return say(describeNote(tables));
  if (kind === "profile") return profile(scene, tables);
  const query = understand(questionsOf(scene), tables);
  return query ? answer(scene, query) : say(aboutNote(tables));
}

const looksAsked = (question: string): boolean =>
  /\b(?:total|average|how many|top|by|per|profile|describe|chart|show|trend|count)\b/i.test(question);

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
      if (table && isCurrent(table, listed) && call.outcome?.ok)
        return { kind: "value", value: call.outcome.value };
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
    return {
      column,
      got: obtain(scene, { name: "run_sql", args: { sql, limit: 1, title: `Profile of ${column.name}` } }),
    };
  });
  const calls = gots.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const done = gots.map(({ column, got }) => ({
    column,
    result: got.kind === "value" ? parseResult(got.value) : null,
  }));
  const failure = gots.flatMap(({ got }) => (got.kind === "failed" ? [got.message] : []))[0];
  if (done.every(({ result }) => result === null))
    return say(outageNote("run_sql", failure ?? "its output was not a result"));
  return say(profileNote(table, done));
}

/** All columns, or only those that the question spells out. */
function profiledColumns(question: string, table: Table): Column[] {
  const low = question.toLowerCase();
  const named = table.columns.filter(
    ({ name }) =>
      name.length > 2 && name.toLowerCase() !== table.name.toLowerCase() && low.includes(name.toLowerCase()),
  );
  const whole = namedTables(question, [{ name: table.name, rows: null, columns: [] }]).length > 0;
  return (named.length > 0 && !whole ? named : table.columns).slice(0, MAX_PROFILED);
}

function answer(scene: Scene, query: Query): Step {
  const plain = planStatements(query, "plain");
  const safe = planStatements(query, "safe");
  if (plain.length === 0)
    return say(
      `**${formatCell(query.table.name)}** has no numeric column for that. ${describeNote([query.table])}`,
    );
  const gots = plain.map((statement, at) => ({
    role: statement.role,
    ...repaired(scene, statement, safe[at] ?? statement),
  }));
  // The page shows the rows of the last query: the one that answers goes last.
  const mainLast = [
    ...gots.filter(({ role }) => role !== "main"),
    ...gots.filter(({ role }) => role === "main"),
  ];
  const calls = mainLast.flatMap(({ got }) => (got.kind === "wanted" ? [got.call] : []));
  if (calls.length > 0) return { kind: "calls", calls };
  const main = gots.find(({ role }) => role === "main");
  if (!main || main.got.kind === "failed")
    return say(outageNote("run_sql", main?.got.kind === "failed" ? main.got.message : "no output"));
  const result = main.got.kind === "value" ? parseResult(main.got.value) : null;
  if (!result) return say(outageNote("run_sql", "its output was not a result"));
  const beside = gots.find(({ role }) => role === "context");
  const context = beside?.got.kind === "value" ? parseResult(beside.got.value) : null;
  return draw(scene, { query, sql: main.sql, main: result, context });
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
