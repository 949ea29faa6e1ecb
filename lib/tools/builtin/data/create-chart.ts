import { MAX_ARTIFACT_BYTES } from "../../../protocol/limits";
import { checkChartSpec } from "../../../desk/chart-spec";
import type { Desk } from "../../../desk/types";
import { type AnyTool, defineTool, ToolError } from "../../define-tool";
import { artifactOf, orThrow } from "./output";

type Args = { title: string; sql: string; spec: Record<string, unknown> };

const MAX_POINTS = 500;

function orRefuse(spec: unknown, columns: readonly string[]): Record<string, unknown> {
  const checked = checkChartSpec(spec, columns);
  if (checked.ok) return checked.spec;
  throw new ToolError("invalid_spec", checked.message);
}

function refuseTooMany(points: number): never {
  throw new ToolError(
    "too_many_points",
    `The query gives ${points} rows, and a chart draws at most ${MAX_POINTS} short ones. Aggregate in SQL.`,
  );
}

/** A Vega-Lite chart of a query's rows. */
export function createChart(desk: Desk): AnyTool {
  let drawn = 0;
  return defineTool<Args>({
    name: "create_chart",
    title: "Create chart",
    description:
      "Draws a chart for the person: runs one read-only SQL statement (at most 500 rows, so aggregate) and draws its rows " +
      "with a Vega-Lite spec. The spec has mark and encoding (or layer, facet, concat), uses the query's column names as " +
      "fields, and has no data, url, href or config of its own.",
    effect: "read",
    parameters: {
      type: "object",
      properties: {
        title: { type: "string", minLength: 1, maxLength: 120, description: "What the chart shows" },
        sql: {
          type: "string",
          minLength: 1,
          maxLength: 20_000,
          description: "One DuckDB statement that only reads",
        },
        spec: { type: "object", description: "Vega-Lite specification without data" },
      },
      required: ["title", "sql", "spec"],
      additionalProperties: false,
    },
    run: async ({ title, sql, spec }, { signal }) => {
      const result = orThrow(await desk.query(sql, { limit: MAX_POINTS, signal, title }));
      const { columns, rows, total } = result;
      if (result.truncated) refuseTooMany(total);
      const checked = orRefuse(
        spec,
        columns.map((column) => column.name),
      );
      const artifact = artifactOf({ kind: "chart", title, columns, rows, total });
      const bytes = new TextEncoder().encode(JSON.stringify({ ...artifact, spec: checked })).length;
      if (artifact.rows.length < rows.length || bytes > MAX_ARTIFACT_BYTES) refuseTooMany(total);
      drawn += 1;
      return {
        output: { chart: `c${drawn}`, title, points: rows.length },
        artifact: { ...artifact, spec: checked },
      };
    },
    summarise: ({ title }) => title,
  });
}
