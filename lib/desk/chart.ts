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

/** `width` in pixels, for charts of a single view. `onPick` is told the columns' values of a mark that is clicked. */
export type ChartLook = {
  theme: ChartTheme;
  width?: number;
  description?: string;
  onPick?: (values: Readonly<Record<string, Cell>>) => void;
};

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

function listen(drawn: View, chart: Chart, onPick: NonNullable<ChartLook["onPick"]>): void {
  drawn.addEventListener("click", (_event, item) => {
    const values = pickedValues(item?.datum, chart);
    if (Object.keys(values).length > 0) onPick(values);
  });
}

/** What a mark shows of the chart's columns, times as the day on which they begin. */
export function pickedValues(
  datum: unknown,
  { columns, spec }: Pick<Chart, "columns" | "spec">,
): Record<string, Cell> {
  if (typeof datum !== "object" || datum === null) return {};
  const shown = new Map<string, unknown>(Object.entries(datum));
  const temporal = temporalFields(spec);
  return Object.fromEntries(
    columns.flatMap(({ name }): [string, Cell][] => {
      // Vega names a time that it has cut to its unit "yearmonth_<column>".
      const key = [...shown.keys()].find(
        (own) => own === name || (temporal.has(name) && own.endsWith(`_${name}`)),
      );
      const value = key === undefined ? undefined : shown.get(key);
      if (temporal.has(name) && (typeof value === "number" || value instanceof Date))
        return [[name, dayOf(new Date(value))]];
      const isCell = value === null || ["string", "number", "boolean"].includes(typeof value);
      return isCell ? [[name, value as Cell]] : [];
    }),
  );
}

function dayOf(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}

/** Draws a chart as SVG elements inside `container`. Rejects when the spec cannot be drawn. */
export async function drawChart(container: HTMLElement, chart: Chart, look: ChartLook): Promise<DrawnChart> {
  const drawn = await view(chart, look, container);
  await drawn.runAsync();
  scrub(container);
  if (look.onPick) listen(drawn, chart, look.onPick);
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
