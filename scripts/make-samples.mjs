import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const target = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "public", "samples");
const DAY = 86_400_000;

/** Mulberry32: the same numbers for the same seed, on every machine. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick(random, weighted) {
  const whole = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * whole;
  for (const [value, weight] of weighted) {
    left -= weight;
    if (left < 0) return value;
  }
  return weighted.at(-1)[0];
}

const iso = (time) => new Date(time).toISOString().slice(0, 10);
const money = (value) => value.toFixed(2);
const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csv = (rows) => rows.map((row) => row.map((cell) => quoted(String(cell))).join(",")).join("\n") + "\n";

const REGIONS = [
  ["North", 30],
  ["South", 24],
  ["West", 28],
  ["East", 18],
];
const CUSTOMERS = [
  "Alder & Co",
  "Birchwood",
  "Cobalt Works",
  "Dunmore",
  "Elmfield",
  "Fenwick",
  "Garnet House",
  "Harrow",
  "Ivydale",
  "Juniper",
  "Kestrel",
  "Larkspur",
  "Millbrook",
  "Norden",
  "Oakley",
  "Pemberton",
  "Quayside",
  "Rowan",
  "Sandford",
  "Thornbury",
  "Underhill",
  "Vale & Sons",
  "Westcott",
  "Yarrow",
];
/** Category, product, list price, share of the price that it costs, weight, month of the year in which it sells best. */
const PRODUCTS = [
  ["Furniture", "Desk", 420, 0.58, 6, 9],
  ["Furniture", "Chair", 185, 0.55, 12, 9],
  ["Furniture", "Shelf", 140, 0.6, 7, 2],
  ["Lighting", "Desk lamp", 48, 0.42, 14, 11],
  ["Lighting", "Floor lamp", 110, 0.45, 7, 11],
  ["Lighting", "Pendant", 95, 0.44, 5, 10],
  ["Stationery", "Notebook", 6.5, 0.35, 20, 9],
  ["Stationery", "Pen set", 18, 0.38, 14, 12],
  ["Stationery", "Planner", 22, 0.4, 9, 12],
  ["Garden", "Planter", 32, 0.5, 10, 5],
  ["Garden", "Bench", 260, 0.57, 4, 5],
  ["Garden", "Tool kit", 64, 0.52, 6, 4],
];
const COLUMNS = [
  "order_id",
  "order_date",
  "region",
  "customer",
  "category",
  "product",
  "quantity",
  "unit_price",
  "revenue",
  "cost",
];

function season(month, best) {
  return 1 + 0.7 * Math.cos(((month - best) / 12) * 2 * Math.PI);
}

function order(random, time) {
  const month = new Date(time).getUTCMonth() + 1;
  const year = new Date(time).getUTCFullYear();
  const product = pick(
    random,
    PRODUCTS.map((one) => [one, one[4] * season(month, one[5])]),
  );
  const [category, name, list, share] = product;
  const region = pick(random, REGIONS);
  const quantity = list > 200 ? 1 + Math.floor(random() * 4) : 1 + Math.floor(random() ** 2 * 24);
  const unit = list * (year === 2025 ? 1.03 : 1) * (quantity > 12 ? 0.9 : 1) * (0.97 + random() * 0.06);
  const dearer = category === "Furniture" && year === 2024 && month >= 7 && month <= 9 ? 1.22 : 1;
  const freight = region === "West" ? 1.06 : 1;
  const revenue = Number(money(unit)) * quantity;
  const cost = list * share * dearer * freight * quantity * (0.96 + random() * 0.08);
  const customer = CUSTOMERS[Math.floor(random() ** 1.6 * CUSTOMERS.length)];
  return [iso(time), region, customer, category, name, quantity, money(unit), money(revenue), money(cost)];
}

/** Orders of 2024-01 to 2025-06. In the third quarter of 2024 furniture costs more, and margins fall. */
function orders(random) {
  const first = Date.UTC(2024, 0, 1);
  const days = Math.round((Date.UTC(2025, 6, 1) - first) / DAY);
  const found = [];
  for (let day = 0; day < days; day += 1) {
    const time = first + day * DAY;
    const weekend = [0, 6].includes(new Date(time).getUTCDay()) ? 0.45 : 1;
    const month = new Date(time).getUTCMonth() + 1;
    const expected = 5.9 * weekend * (1 + day / 1_800) * (0.85 + 0.3 * season(month, 11) * 0.5);
    const count = Math.max(0, Math.round(expected + (random() - 0.5) * 3));
    for (let one = 0; one < count; one += 1) found.push(order(random, time));
  }
  return found.map((row, index) => [`O-${10_001 + index}`, ...row]);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function messyDate(random, time) {
  const [year, month, day] = iso(time).split("-");
  return pick(random, [
    [`${year}-${month}-${day}`, 55],
    [`${day}/${month}/${year}`, 18],
    [`${MONTHS[Number(month) - 1]} ${Number(day)}, ${year}`, 15],
    [`${year}-${month}-${day}T09:30:00Z`, 8],
    ["", 4],
  ]);
}

function messyText(random, text) {
  return pick(random, [
    [text, 62],
    [text.toUpperCase(), 12],
    [text.toLowerCase(), 12],
    [` ${text}`, 6],
    [`${text}  `, 6],
    ["", 2],
  ]);
}

function messySpend(random, spend) {
  const grouped = spend.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return pick(random, [
    [money(spend), 55],
    [`£${grouped}`, 18],
    [grouped, 12],
    [`${grouped} GBP`, 6],
    ["", 5],
    ["n/a", 4],
  ]);
}

function visit(random, index) {
  const time = Date.UTC(2025, 0, 1) + Math.floor(random() * 181) * DAY;
  const source = pick(random, [
    ["Search", 40],
    ["Newsletter", 22],
    ["Direct", 20],
    ["Partner", 10],
    ["Social", 8],
  ]);
  const city = pick(random, [
    ["Leeds", 20],
    ["Bristol", 18],
    ["Glasgow", 16],
    ["Cardiff", 12],
    ["Norwich", 9],
  ]);
  const minutes = Math.round(2 + random() ** 2 * 38);
  const outlier = random() < 0.008;
  const pages = outlier ? 900 + Math.floor(random() * 400) : 1 + Math.floor(random() * 14);
  const spend = random() < 0.62 ? 0 : 8 + random() ** 3 * 2_400;
  return [
    `V${String(index + 1).padStart(4, "0")}`,
    messyDate(random, time),
    messyText(random, city),
    messyText(random, source),
    pages,
    outlier ? -minutes : random() < 0.04 ? "" : minutes,
    messySpend(random, spend),
  ];
}

/** Visits as they come out of three systems: mixed dates, stray spaces, doubled rows, prices as text. */
function visits(random) {
  const rows = [];
  for (let index = 0; index < 770; index += 1) {
    const row = visit(random, index);
    rows.push(row);
    if (random() < 0.04) rows.push([...row]);
  }
  return rows;
}

await writeFile(path.join(target, "orders.csv"), csv([COLUMNS, ...orders(seeded(20_240_101))]));
await writeFile(
  path.join(target, "visits-messy.csv"),
  csv([["visit_id", "date", "city", "source", "pages", "minutes", "spend"], ...visits(seeded(7))]),
);
