import type { Loader, Spec, View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { type ChartSpec, markAndFields, temporalFields } from "./chart-spec";
import { chartConfig, type ChartTheme } from "./chart-theme";
import type { Cell } from "./types";

/** A chart as an artifact holds it: a checked spec without data, and the rows it draws. */
export type Chart = {
  title: string;
  spec: ChartSpec;
  columns: readonly { name: string }[];
  rows: readonly (readonly Cell[])[];
};

/** `width` in pixels, for charts of a single view. */
export type ChartLook = { theme: ChartTheme; width?: number; description?: string };

/** `end` frees what the chart holds; the elements stay until they are removed. */
export type DrawnChart = { svg: () => Promise<string>; end: () => void };

const refuse = (): Promise<never> => Promise.reject(new Error("A chart loads nothing."));
const NO_LOADER: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** "2024-01-05" alone is midnight in UTC to JavaScript, and the day before west of Greenwich. */
function localTime(value: Cell): Cell {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00` : value;
}

function records({ columns, rows, spec }: Chart): Record<string, Cell>[] {
  const temporal = temporalFields(spec);
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name }, index) => {
        const value = row[index] ?? null;
        return [name, temporal.has(name) ? localTime(value) : value];
      }),
    ),
  );
}

function describe(chart: Chart, look: ChartLook): string {
  return look.description ?? `${chart.title}. ${markAndFields(chart.spec)}; ${chart.rows.length} rows`;
}

function fitted(spec: ChartSpec, width: number | undefined): ChartSpec {
  const single = "mark" in spec || "layer" in spec;
  if (!single || width === undefined) return {};
  return { width, autosize: { type: "fit-x", contains: "padding" } };
}

async function compile(chart: Chart, look: ChartLook): Promise<Spec> {
  const { compile: compileLite } = await import("vega-lite");
  const quiet = {
    level: () => quiet,
    error: () => quiet,
    warn: () => quiet,
    info: () => quiet,
    debug: () => quiet,
  };
  const spec = {
    ...chart.spec,
    ...fitted(chart.spec, look.width),
    description: describe(chart, look),
    data: { name: "rows", values: records(chart) },
  };
  return compileLite(spec as unknown as TopLevelSpec, {
    config: chartConfig(look.theme),
    logger: quiet as never,
  }).spec;
}

async function view(chart: Chart, look: ChartLook, container: HTMLElement | undefined): Promise<View> {
  const [vega, { expressionInterpreter }, spec] = await Promise.all([
    import("vega"),
    import("vega-interpreter"),
    compile(chart, look),
  ]);
  const runtime = vega.parse(spec, {}, { ast: true });
  const made = new vega.View(runtime, {
    expr: expressionInterpreter,
    loader: NO_LOADER,
    renderer: container === undefined ? "none" : "svg",
    logLevel: vega.None,
    hover: false,
  });
  return container === undefined ? made : made.initialize(container);
}

/** Values of the data can become colours: whatever points outside the picture goes. */
function scrub(container: HTMLElement): void {
  for (const element of container.querySelectorAll("svg *")) {
    if (/^(?:a|image|script|foreignObject|use|style)$/i.test(element.tagName)) element.remove();
    for (const { name, value } of [...element.attributes]) {
      if (/href$/i.test(name) || /^on/i.test(name) || /url\(\s{0,9}["']?(?!["']?#)/i.test(value))
        element.removeAttribute(name);
    }
  }
}

/** Draws a chart as SVG elements inside `container`. Rejects when the spec cannot be drawn. */
export async function drawChart(container: HTMLElement, chart: Chart, look: ChartLook): Promise<DrawnChart> {
  const drawn = await view(chart, look, container);
  await drawn.runAsync();
  scrub(container);
  return { svg: () => drawn.toSVG(), end: () => void drawn.finalize() };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The chart as SVG text, without a page. Rejects when the spec cannot be drawn. */
export async function chartSvg(chart: Chart, look: ChartLook): Promise<string> {
  const drawn = await view(chart, look, undefined);
  try {
    const svg = await drawn.toSVG();
    return svg.replace("<svg ", `<svg role="img" aria-label="${escaped(describe(chart, look))}" `);
  } finally {
    drawn.finalize();
  }
}
