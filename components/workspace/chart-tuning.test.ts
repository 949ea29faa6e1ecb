import { expect, test } from "vitest";
import { isRecord } from "../../lib/util/json";
import { tunedSpec } from "./chart-tuning";

const bars = {
  mark: { type: "bar" },
  encoding: {
    y: { field: "category", type: "nominal", title: "category" },
    x: { field: "total_cost", type: "quantitative", title: "total cost" },
  },
};
const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => [`c${at}`, 1_000 * at]);

test("an axis keeps its title only when the chart's title does not say it", () => {
  const seat = { rows: rowsOf(9), width: 500 };
  const titles = (title: string) => {
    const { encoding } = tunedSpec(bars, { ...seat, title });
    if (!isRecord(encoding)) return [];
    return [encoding["x"], encoding["y"]].map((one) => (isRecord(one) ? one["title"] : undefined));
  };
  expect(titles("Total cost by category")).toEqual([null, null]);
  expect(titles("Where it went")).toEqual(["total cost", "category"]);
});

test("up to six plain bars carry their values; more, or split ones, do not", () => {
  const layers = (count: number, spec: Record<string, unknown> = bars) =>
    tunedSpec(spec, { title: "", rows: rowsOf(count), width: 500 })["layer"];
  expect(layers(6)).toMatchObject([{ mark: { type: "bar" } }, { encoding: { text: { format: ",.0f" } } }]);
  expect(layers(7)).toBeUndefined();
  const split = { ...bars, encoding: { ...bars.encoding, color: { field: "region", type: "nominal" } } };
  expect(layers(4, split)).toBeUndefined();
});

test("a chart without an encoding of its own stays as it is", () => {
  const spec = { layer: [bars] };
  expect(tunedSpec(spec, { title: "", rows: [], width: 500 })).toBe(spec);
});
