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
      labelPadding: 6,
      titlePadding: 10,
    },
    legend: label(theme),
    header: label(theme),
    view: { stroke: null },
    mark: { color: first },
    text: { font: theme.font, color: theme.text },
    line: { strokeWidth: 2 },
    point: { filled: true, size: 36 },
    range: { category: [...theme.palette] },
  };
}
