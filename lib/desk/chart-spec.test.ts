import { expect, test } from "vitest";
import { checkChartSpec, temporalFields } from "./chart-spec";

const BAR = {
  mark: "bar",
  encoding: { x: { field: "region", type: "nominal" }, y: { field: "margin", type: "quantitative" } },
};
const COLUMNS = ["region", "margin"];

function why(spec: unknown): string {
  const checked = checkChartSpec(spec, COLUMNS);
  return checked.ok ? "" : checked.message;
}

test("a plain spec passes, without the parts that the page decides", () => {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    config: { background: "red" },
    data: { name: "rows" },
    ...BAR,
  };
  expect(checkChartSpec(spec, COLUMNS)).toEqual({ ok: true, spec: BAR });
});

test.each([
  ["data from an address", { ...BAR, data: { url: "https://x/y.csv" } }],
  ["data of its own", { ...BAR, data: { values: [] } }],
  ["data in a layer", { layer: [{ ...BAR, data: { url: "/api" } }] }],
  ["a link", { ...BAR, encoding: { ...BAR.encoding, href: { field: "region" } } }],
  ["an image mark", { ...BAR, mark: "image" }],
  ["an image mark as an object", { ...BAR, mark: { type: "image", url: "x" } }],
  ["an unknown mark", { ...BAR, mark: "geoshape" }],
  ["a lookup", { ...BAR, transform: [{ lookup: "region", from: { key: "a", fields: [] } }] }],
  ["paint from elsewhere", { ...BAR, mark: { type: "bar", color: "url(https://x/y.svg#a)" } }],
  ["a script address", { ...BAR, title: "javascript:alert(1)" }],
  [
    "an expression that fills the memory",
    { ...BAR, transform: [{ calculate: "length(sequence(1e9))", as: "n" }] },
  ],
  [
    "an input bound to the page",
    { ...BAR, params: [{ name: "p", bind: { input: "range", element: "#x" } }] },
  ],
  ["endless bins", { ...BAR, encoding: { x: { field: "margin", bin: { maxbins: 1e9 } } } }],
  ["a great width", { ...BAR, width: 1e9 }],
  ["a great text", { ...BAR, title: "x".repeat(20_000) }],
  ["no mark", { encoding: {} }],
  ["no object", "bar"],
  ["a deep nest", JSON.parse(`${'{"layer":['.repeat(40)}${"]}".repeat(40)}`)],
  ["a prototype", JSON.parse('{"mark":"bar","__proto__":{"x":1}}')],
])("[S34] a spec with %s is refused", (_what, spec: unknown) => {
  expect(why(spec)).toMatch(/^The chart's spec is refused: /);
});

test("a field that the query does not return is named with the columns that there are", () => {
  const spec = { ...BAR, encoding: { x: { field: "profit" } } };
  expect(why(spec)).toBe(
    'The chart\'s spec is refused: the field "profit" is not in the query. Columns: region, margin.',
  );
});

test("a field that a transform makes is known", () => {
  expect(
    why({
      ...BAR,
      transform: [{ calculate: "datum.margin * 2", as: "double" }],
      encoding: { x: { field: "double" } },
    }),
  ).toBe("");
  expect(why({ ...BAR, transform: [{ fold: ["margin"] }], encoding: { x: { field: "key" } } })).toBe("");
});

test("fields on a time scale are found by type and by unit", () => {
  const spec = {
    encoding: {
      x: { field: "a", type: "temporal" },
      y: { field: "b", timeUnit: "year" },
      color: { field: "c" },
    },
  };
  expect([...temporalFields(spec)]).toEqual(["a", "b"]);
});
