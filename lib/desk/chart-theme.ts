/** Colours as CSS values that SVG attributes take: no custom properties. */
export type ChartTheme = {
  font: string;
  monoFont: string;
  text: string;
  mutedText: string;
  line: string;
  palette: readonly string[];
};

function label(theme: ChartTheme): Record<string, unknown> {
  return {
    labelFont: theme.font,
    labelColor: theme.mutedText,
    labelFontSize: 11,
    titleFont: theme.font,
    titleColor: theme.mutedText,
    titleFontSize: 11,
    titleFontWeight: 500,
  };
}

/** The Vega-Lite configuration of a theme. */
export function chartConfig(theme: ChartTheme): Record<string, unknown> {
  const [first = "#666"] = theme.palette;
  return {
    background: null,
    font: theme.font,
    title: {
      font: theme.font,
      color: theme.text,
      fontSize: 13,
      fontWeight: 600,
      anchor: "start",
      offset: 12,
    },
    axis: {
      ...label(theme),
      domainColor: theme.line,
      gridColor: theme.line,
      tickColor: theme.line,
      ticks: false,
      labelPadding: 8,
      titlePadding: 10,
    },
    axisTemporal: { grid: false },
    axisYQuantitative: { domain: false },
    axisXQuantitative: { domain: false },
    bar: { cornerRadiusEnd: 3 },
    scale: { bandPaddingInner: 0.42, bandPaddingOuter: 0.24 },
    legend: { ...label(theme), orient: "bottom", symbolType: "circle", symbolSize: 64, columnPadding: 16 },
    header: label(theme),
    view: { stroke: null, continuousHeight: 232, discreteHeight: { step: 34 } },
    mark: { color: first },
    text: { font: theme.font, color: theme.text, fontSize: 12 },
    line: { strokeWidth: 2 },
    point: { filled: true, size: 36 },
    range: { category: [...theme.palette] },
  };
}
