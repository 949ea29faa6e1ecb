import { chartOfResult, scatter, type ChartCall } from "./chart";
import type { Exchange } from "./conversation";
import { outageNote } from "./meta";
import { obtain, type Scene, type Step } from "./obtain";
import type { Query } from "./query";
import { parseResult, type Result } from "./schema";
import { columnSql, quoteName, whereSql } from "./sql";

const say = (text: string): Step => ({ kind: "say", text });

/** The points behind the strongest of some correlations; `null` when it could not be computed. */
export function scatterOf(query: Query, main: Result): ChartCall | null {
  const [left, right] = [main.rows[0]?.[0], main.rows[0]?.[1]].map((name) =>
    query.table.columns.find((column) => column.name === name),
  );
  if (!left || !right || main.rows[0]?.[2] === null) return null;
  const [x, y] = [columnSql(left, "plain"), columnSql(right, "plain")];
  const where = whereSql(query.filters, "plain", [`${x} is not null`, `${y} is not null`]).replaceAll(
    "{{table}}",
    () => quoteName(query.table.name),
  );
  const points = `select ${x} as x, ${y} as y from ${quoteName(query.table.name)}${where}`;
  return scatter(
    query,
    `select * from (${points}) using sample reservoir(500 rows) repeatable (7)`,
    left.name,
    right.name,
  );
}

const MARK_NAMES = {
  bar: "a bar chart",
  line: "a line chart",
  arc: "a pie chart",
  point: "a scatter chart",
  area: "an area chart",
};

/** Draws the newest successful result of the conversation again, as asked. */
export function chartLast(scene: Scene, mark: Parameters<typeof chartOfResult>[2]): Step {
  const last = lastResult(scene.exchanges);
  if (!last)
    return say(
      "There is no result to draw yet. Ask a question about a table first, such as a total by category or by month; then I can chart it.",
    );
  const chart = chartOfResult(last.sql, last.result, mark);
  if (!chart)
    return say(
      "The last result has no numbers against something to draw them by, so there is nothing to chart. Ask for a measure by a category or by month.",
    );
  const got = obtain(scene, { name: "create_chart", args: chart });
  if (got.kind === "wanted") return { kind: "calls", calls: [got.call] };
  if (got.kind === "failed") return say(outageNote("create_chart", got.message));
  return say(`Here is the last result as ${mark ? MARK_NAMES[mark] : "a chart"}: **${chart.title}**.`);
}

function lastResult(exchanges: readonly Exchange[]): { sql: string; result: Result } | null {
  for (const { calls } of [...exchanges].reverse()) {
    const found = calls.flatMap(({ name, args, outcome }) => {
      const result = name === "run_sql" && outcome?.ok ? parseResult(outcome.value) : null;
      return result && result.rows.length > 0 && typeof args.sql === "string"
        ? [{ sql: args.sql, result }]
        : [];
    });
    const [first] = found.sort((a, b) => Number(b.result.rows.length > 1) - Number(a.result.rows.length > 1));
    if (first) return first;
  }
  return null;
}
