import type { ChartSpec } from "../../lib/desk/chart-spec";
import { isRecord } from "../../lib/util/json";

type Channel = Record<string, unknown>;
/** Where a chart is drawn: `width` in pixels. */
export type Seat = { title: string; rows: readonly (readonly unknown[])[]; width: number };

/** Up to this many bars, each carries its value and the scale beside them goes. */
const LABELLED_BARS = 6;
const PIXELS_PER_TICK = 96;
const DATES = {
  year: "%Y",
  quarter: "%b",
  month: "%b",
  week: "%-d %b",
  day: "%-d %b",
  date: "%-d %b",
  hours: "%H:%M",
  minutes: "%H:%M",
};

/** The spec with the axes that its place wants: no title twice, few ticks, values on few bars. */
export function tunedSpec(spec: ChartSpec, seat: Seat): ChartSpec {
  const { encoding } = spec;
  if (!isRecord(encoding)) return spec;
  const x = seated(encoding["x"], "x", seat);
  const y = seated(encoding["y"], "y", seat);
  const tuned = { ...spec, encoding: { ...encoding, ...(x && { x }), ...(y && { y }) } };
  return seat.rows.length <= LABELLED_BARS && isPlainBar(spec, encoding) ? labelled(tuned, seat) : tuned;
}

function seated(channel: unknown, side: "x" | "y", seat: Seat): Channel | null {
  if (!isRecord(channel)) return null;
  const axis = channel["axis"];
  if (axis === null) return channel;
  const placed = { ...axisOf(channel, side, seat), ...(isRecord(axis) ? axis : {}) };
  return { ...channel, axis: placed, title: shownTitle(channel, seat.title) };
}

function axisOf({ type }: Channel, side: "x" | "y", { width }: Seat): Channel {
  const ticks = Math.max(2, Math.round(width / PIXELS_PER_TICK));
  if (type === "temporal") return { tickCount: ticks, format: DATES, labelSeparation: 14, grid: false };
  if (type === "quantitative") return side === "x" ? { tickCount: ticks } : { tickCount: 5 };
  return { labelLimit: Math.round(width * 0.34), labelAngle: 0, labelOverlap: "greedy", labelSeparation: 8 };
}

/** Null when the chart's title already says it. A title that holds a unit stays. */
function shownTitle({ title, field }: Channel, chartTitle: string): string | null {
  const own = typeof title === "string" ? title : typeof field === "string" ? field : "";
  if (own === "" || /[%€$£()[\]/]/.test(own)) return own === "" ? null : own;
  const said = new Set(wordsOf(chartTitle));
  return wordsOf(own).every((word) => said.has(word)) ? null : own.replaceAll("_", " ");
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

const typeOf = (channel: unknown): unknown => (isRecord(channel) ? channel["type"] : undefined);
const isDiscrete = (channel: unknown): boolean => ["nominal", "ordinal"].includes(String(typeOf(channel)));

function isPlainBar({ mark }: ChartSpec, encoding: Channel): boolean {
  const type = isRecord(mark) ? mark["type"] : mark;
  const { x, y, ...rest } = encoding;
  const [value, key] = isDiscrete(y) ? [x, y] : [y, x];
  const isCounted = isRecord(value) && typeOf(value) === "quantitative" && typeof value["field"] === "string";
  const isSplit = Object.keys(rest).some((name) => name !== "tooltip");
  return type === "bar" && isDiscrete(key) && isCounted && !isSplit;
}

/** Bars and their values in two layers. */
function labelled(spec: ChartSpec, seat: Seat): ChartSpec {
  const { mark, encoding, ...rest } = spec;
  if (!isRecord(encoding)) return spec;
  const isFlat = isDiscrete(encoding["y"]);
  const side = isFlat ? "x" : "y";
  const value = encoding[side];
  if (!isRecord(value)) return spec;
  const format = formatOf(value, seat);
  const place = isFlat ? { align: "left", dx: 6 } : { align: "center", baseline: "bottom", dy: -5 };
  const bare = { ...value, axis: { labels: false, ticks: false, grid: false, domain: false } };
  return {
    ...rest,
    encoding: { ...encoding, [side]: bare },
    layer: [
      { mark },
      { mark: { type: "text", ...place }, encoding: { text: { ...plainValue(value), format } } },
    ],
  };
}

const plainValue = ({ field, aggregate }: Channel): Channel => ({
  field,
  type: "quantitative",
  ...(aggregate === undefined ? {} : { aggregate }),
});

function formatOf({ axis }: Channel, { rows }: Seat): unknown {
  const own = isRecord(axis) ? axis["format"] : undefined;
  if (own !== undefined) return own;
  const isLarge = rows.flat().some((cell) => typeof cell === "number" && Math.abs(cell) >= 1_000);
  return isLarge ? ",.0f" : ",.2~f";
}
