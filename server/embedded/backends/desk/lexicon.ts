import type { Agg, Grain } from "./query";

const groups = (lines: string[]): ReadonlyMap<string, number> => {
  const map = new Map<string, number>();
  lines.forEach((line, index) => line.split(" ").forEach((word) => map.set(word, index)));
  return map;
};

const SYNONYMS = groups([
  "revenue sale turnover amount income earning taking spend spent sold gross proceed billing value sell selling earn",
  "customer client buyer shopper guest member patron subscriber account user visitor",
  "quantity qty unit piece volume",
  "date day when time timestamp datetime ts",
  "cost expense cogs",
  "price fare fee charge",
  "product item sku article merchandise",
  "region area territory zone",
  "country nation",
  "city town location place",
  "category type kind class segment",
  "department dept division ward",
  "employee staff worker salesperson rep",
  "doctor physician clinician",
  "duration length minute second elapsed stay latency los",
  "status state stage outcome",
  "rating score star review",
  "discount rebate markdown",
  "channel source medium",
  "supplier vendor seller",
  "store shop outlet branch",
  "page url path endpoint route",
  "byte size traffic",
  "start begin departure",
  "end finish arrival",
  "name title label",
  "trip ride journey",
  "visit admission encounter appointment",
  "request hit pageview",
  "sex gender",
  "margin profit",
  "temperature temp",
  "salary wage pay compensation",
  "distance mileage km mile",
  "weight mass kg",
  "description desc",
  "number num no nr",
]);

/** Whether two stems mean the same kind of thing in a table. */
export function synonymous(a: string, b: string): boolean {
  const group = SYNONYMS.get(a);
  return group !== undefined && group === SYNONYMS.get(b);
}

/** Revenue-like column words, most telling first. */
export const REVENUE = [
  "revenue",
  "sale",
  "turnover",
  "income",
  "earning",
  "amount",
  "gross",
  "total",
  "value",
];
export const SALES_WORDS = new Set(
  "sale sold sell selling sells revenue turnover earn earning earned income spend spent".split(" "),
);
export const PROFIT_WORDS = new Set(["profit", "profitable", "margin"]);

export const AGGS: ReadonlyMap<string, Agg> = new Map<string, Agg>([
  ["total", "sum"],
  ["sum", "sum"],
  ["overall", "sum"],
  ["average", "avg"],
  ["avg", "avg"],
  ["mean", "avg"],
  ["typical", "median"],
  ["median", "median"],
  ["minimum", "min"],
  ["min", "min"],
  ["maximum", "max"],
  ["max", "max"],
  ["count", "count"],
]);

export const HIGH = new Set(
  "most highest biggest largest greatest best top max maximum longest oldest latest newest fastest heaviest busiest richest expensive popular common frequent".split(
    " ",
  ),
);
export const LOW = new Set(
  "least rare lowest smallest fewest worst bottom min minimum shortest youngest earliest slowest lightest cheapest rarest".split(
    " ",
  ),
);
/** Superlatives that name the measure they mean. */
export const SUPERLATIVE_MEASURE: ReadonlyMap<string, string> = new Map([
  ["expensive", "price"],
  ["cheapest", "price"],
  ["longest", "duration"],
  ["shortest", "duration"],
  ["oldest", "age"],
  ["youngest", "age"],
  ["latest", "date"],
  ["newest", "date"],
  ["earliest", "date"],
  ["heaviest", "weight"],
  ["lightest", "weight"],
  ["fastest", "speed"],
  ["slowest", "speed"],
]);
/** Superlatives that ask how often, not how much. */
export const FREQUENCY = new Set(["common", "popular", "frequent", "busiest", "rarest"]);

export const GRAINS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ["hourly", "hour_of_day"],
  ["daily", "day"],
  ["weekly", "week"],
  ["monthly", "month"],
  ["quarterly", "quarter"],
  ["yearly", "year"],
  ["annual", "year"],
  ["annually", "year"],
]);
export const GRAIN_NOUNS: ReadonlyMap<string, Grain> = new Map<string, Grain>([
  ["hour", "hour_of_day"],
  ["day", "day"],
  ["week", "week"],
  ["month", "month"],
  ["quarter", "quarter"],
  ["year", "year"],
  ["weekday", "weekday"],
]);

export const MONTHS =
  "january february march april may june july august september october november december".split(" ");

/** The month 1–12 that a word names, or 0. */
export function monthOf(low: string): number {
  if (low.length < 3) return 0;
  const sept = low === "sept" ? "sep" : low;
  return MONTHS.findIndex((month) => month === sept || month.slice(0, 3) === sept) + 1;
}

export const STOPWORDS = new Set(
  (
    "a an the of in on at to for from by per with and or is are was were be been do does did how what which who whom " +
    "where when why show me give list find display tell please can could you i we my our us it its this that these " +
    "those there has have had each every all any across over under above below between than more less not no only " +
    "just about as into out up down vs versus compare compared against during since before after until till number " +
    "many much share percent percentage proportion split breakdown distribution histogram correlation relationship " +
    "duplicate duplicates missing outlier outliers chart plot graph draw bar line pie table tables column columns row " +
    "rows record records data get see want know need like then now same instead also too top bottom first last past " +
    "recent trend time value values grouped group broken"
  ).split(" "),
);

/** Numeric columns that are averaged, not added, when no aggregate is named. */
export const AVERAGED = new Set(
  "price rate ratio percent pct percentage score rating age temperature temp latitude longitude lat lon lng speed duration latency weight height bmi margin discount year month hour wait".split(
    " ",
  ),
);
/** Words that say how a column is measured or keyed, not what it is. */
export const SUFFIXES = new Set(
  "id name code key usd eur gbp chf km kg pct percent min minute sec second ms s h hour c f cm mm m number no value title label".split(
    " ",
  ),
);
export const ROW_WORDS = new Set(["row", "record", "entry", "line", "observation"]);
/** A question that holds none of these is conversation, not analysis. */
export const CUES = new Set(
  (
    "show list give display find which what how who where when top bottom total sum average avg mean median count min max " +
    "minimum maximum by per each number many much compare versus vs trend share percent percentage breakdown split " +
    "distribution histogram correlation correlate relationship depend duplicate missing null empty outlier anomaly highest lowest " +
    "most least biggest smallest largest best worst monthly weekly daily quarterly yearly hourly only just filter " +
    "chart plot graph draw over row instead excluding except without latest earliest why unusual blank"
  ).split(" "),
);
export const NOT_DATA = new Set("poem joke story translate essay email song haiku".split(" "));
