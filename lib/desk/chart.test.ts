import { expect, test } from "vitest";
import { type Chart, chartSvg, pickedValues } from "./chart";
import type { ChartTheme } from "./chart-theme";

const THEME: ChartTheme = {
  font: "Geist",
  monoFont: "Geist Mono",
  text: "#111",
  mutedText: "#666",
  line: "#ddd",
  palette: ["#0a7", "#c50"],
};

const CHART: Chart = {
  title: "Revenue by month",
  spec: {
    mark: "bar",
    encoding: {
      x: { field: "month", type: "temporal", timeUnit: "yearmonth" },
      y: { field: "revenue", type: "quantitative" },
    },
  },
  columns: [{ name: "month" }, { name: "revenue" }],
  rows: [
    ["2024-01-01", 10],
    ["2024-02-01", 30],
    ["2024-03-01", 20],
  ],
};

test("a chart becomes an SVG with a description, the theme's colour and one mark for each row", async () => {
  const svg = await chartSvg(CHART, { theme: THEME, width: 400 });
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain("Revenue by month. bar chart: month, revenue; 3 rows");
  expect(svg.match(/aria-roledescription="bar"/g)?.length).toBe(3);
  expect(svg).toContain("#0a7");
});

test("a date is drawn on its own day wherever the page is", async () => {
  const svg = await chartSvg(CHART, { theme: THEME });
  expect(svg).toContain("Jan 2024");
  expect(svg).not.toContain("Dec 2023");
});

test("expressions are interpreted and nothing is compiled", async () => {
  const spec = {
    ...CHART.spec,
    transform: [{ calculate: "datum.revenue * 2", as: "double" }, { filter: "datum.double > 30" }],
  };
  expect(
    (await chartSvg({ ...CHART, spec }, { theme: THEME })).match(/aria-roledescription="bar"/g)?.length,
  ).toBe(2);
});

test("a spec that cannot be drawn rejects", async () => {
  const spec = {
    mark: "bar",
    encoding: { x: { field: "revenue", type: "quantitative" } },
    transform: [{ filter: "datum. >" }],
  };
  await expect(chartSvg({ ...CHART, spec }, { theme: THEME })).rejects.toThrow();
});

test("[CHART-2] a mark tells the values of the chart's columns, and nothing that Vega has made beside them", () => {
  const datum = { region: "East", revenue: 12.5, revenue_start: 0, revenue_end: 12.5, missing: null };
  const columns = [{ name: "region" }, { name: "revenue" }, { name: "missing" }, { name: "elsewhere" }];
  expect(pickedValues(datum, { columns, spec: { mark: "bar" } })).toEqual({
    region: "East",
    revenue: 12.5,
    missing: null,
  });
  expect(pickedValues(undefined, CHART)).toEqual({});
});

test("[CHART-2] a time is told as its day, also where Vega has cut it to a month", () => {
  const at = new Date(2024, 1, 1);
  expect(pickedValues({ yearmonth_month: at.getTime(), revenue: 30 }, CHART)).toEqual({
    month: "2024-02-01",
    revenue: 30,
  });
  expect(pickedValues({ month: at, revenue: 30 }, CHART)).toMatchObject({ month: "2024-02-01" });
});
