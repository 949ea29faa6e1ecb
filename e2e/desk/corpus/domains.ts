import { seededRandom } from "../../../server/testing/seeded-random";

export type Value = string | number | null;
export type Record_ = Readonly<Record<string, Value>>;

/**
 * A table as a person would have it in a file. `rows` are the facts, by plain field names; `csv` is what the file says, with
 * its own headers, separators and ways to write dates and numbers. `named` are the words for each field in questions.
 */
export type Domain = {
  file: string;
  csv: string;
  rows: readonly Record_[];
  /** Plural noun of a row. */
  entity: string;
  /** Fields with the words that a question uses for them. */
  measures: readonly Field[];
  dims: readonly Field[];
  /** A field with dates, as ISO texts. */
  date: Field | null;
};
export type Field = { field: string; words: string };

const pick = <T>(from: readonly T[], random: () => number): T =>
  from[Math.floor(random() * from.length)] as T;
const cents = (random: () => number, most: number): number => Math.round(random() * most * 100) / 100;

function dayOf(random: () => number, years: readonly number[]): string {
  const month = String(1 + Math.floor(random() * 12)).padStart(2, "0");
  const day = String(1 + Math.floor(random() * 28)).padStart(2, "0");
  return `${pick(years, random)}-${month}-${day}`;
}

const german = (iso: string): string => iso.split("-").reverse().join(".");
const american = (iso: string): string => {
  const [year, month, day] = iso.split("-");
  return `${month}/${day}/${year}`;
};
const commaDecimal = (value: number): string => value.toFixed(2).replace(".", ",");

type Writing = {
  separator: string;
  headers: Readonly<Record<string, string>>;
  write: (field: string, value: Value) => string;
};

function csvOf(rows: readonly Record_[], { separator, headers, write }: Writing): string {
  const fields = Object.keys(headers);
  const quoted = (text: string): string =>
    /["\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) =>
    fields.map((field) => quoted(write(field, row[field] ?? null))).join(separator),
  );
  return [fields.map((field) => quoted(headers[field] ?? "")).join(separator), ...lines].join("\n");
}

const plain = (_field: string, value: Value): string => (value === null ? "" : String(value));

function make(count: number, seed: number, row: (random: () => number, at: number) => Record_): Record_[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_none, at) => row(random, at));
}

/** Decimal commas, days first, semicolons: what a German spreadsheet writes. */
function wholesale(): Domain {
  const rows = make(900, 11, (random, at) => ({
    order: 10_000 + at,
    day: dayOf(random, [2023, 2024]),
    country: pick(["Austria", "Denmark", "Norway", "Poland", "Spain"], random),
    product: pick(["Anchor", "Buoy", "Compass", "Lantern"], random),
    revenue: cents(random, 900),
    pieces: 1 + Math.floor(random() * 20),
  }));
  return {
    ...{ file: "wholesale.csv", rows, entity: "orders" },
    csv: csvOf(rows, {
      separator: ";",
      headers: {
        order: "Order No",
        day: "Order Date",
        country: "Country",
        product: "Product",
        revenue: "Revenue (EUR)",
        pieces: "Pieces",
      },
      write: (field, value) => {
        if (value === null) return "";
        if (field === "day") return german(String(value));
        return field === "revenue" ? commaDecimal(Number(value)) : String(value);
      },
    }),
    measures: [
      { field: "revenue", words: "revenue" },
      { field: "pieces", words: "pieces" },
    ],
    dims: [
      { field: "country", words: "country" },
      { field: "product", words: "product" },
    ],
    date: { field: "day", words: "order date" },
  };
}

/** Missing values, a header with spaces, ISO times. */
function clinic(): Domain {
  const rows = make(700, 23, (random, at) => ({
    visit: at + 1,
    admitted: dayOf(random, [2024]),
    department: pick(["Cardiology", "Oncology", "Pediatrics", "Surgery"], random),
    insurer: random() < 0.1 ? null : pick(["Aetna", "Barmer", "Cigna"], random),
    stay: 1 + Math.floor(random() * 14),
    charge: random() < 0.08 ? null : cents(random, 5_000),
  }));
  return {
    ...{ file: "clinic visits.csv", rows, entity: "visits" },
    csv: csvOf(rows, {
      separator: ",",
      headers: {
        visit: "visit_id",
        admitted: "Admitted",
        department: "Department",
        insurer: "Insurer",
        stay: "length of stay",
        charge: "Total Charge",
      },
      write: plain,
    }),
    measures: [
      { field: "stay", words: "length of stay" },
      { field: "charge", words: "charge" },
    ],
    dims: [
      { field: "department", words: "department" },
      { field: "insurer", words: "insurer" },
    ],
    date: { field: "admitted", words: "admitted" },
  };
}

/** Months first, amounts as whole numbers, tabs. */
function staff(): Domain {
  const rows = make(420, 37, (random, at) => ({
    employee: `E${1_000 + at}`,
    hired: dayOf(random, [2019, 2020, 2021, 2022]),
    team: pick(["Design", "Finance", "Legal", "Sales", "Support"], random),
    site: pick(["Lisbon", "Oslo", "Turin"], random),
    salary: 30_000 + Math.floor(random() * 60) * 1_000,
    absences: Math.floor(random() * 12),
  }));
  return {
    ...{ file: "staff.tsv", rows, entity: "employees" },
    csv: csvOf(rows, {
      separator: "\t",
      headers: {
        employee: "employee_id",
        hired: "hire_date",
        team: "team",
        site: "site",
        salary: "salary",
        absences: "days_absent",
      },
      write: (field, value) =>
        field === "hired" && value !== null ? american(String(value)) : plain(field, value),
    }),
    measures: [
      { field: "salary", words: "salary" },
      { field: "absences", words: "days absent" },
    ],
    dims: [
      { field: "team", words: "team" },
      { field: "site", words: "site" },
    ],
    date: { field: "hired", words: "hire date" },
  };
}

/** Rows that stand twice, a byte order mark, names in camel case. */
function rides(): Domain {
  const once = make(600, 53, (random, at) => ({
    ride: `r-${at}`,
    started: dayOf(random, [2025]),
    station: pick(["Central Park", "Harbor", "Old Town", "University"], random),
    rider: pick(["member", "casual"], random),
    minutes: 3 + Math.floor(random() * 60),
    km: Math.round(random() * 120) / 10,
  }));
  const rows = [...once, ...once.slice(0, 25)];
  const csv = csvOf(rows, {
    separator: ",",
    headers: {
      ride: "rideId",
      started: "startDate",
      station: "startStation",
      rider: "riderType",
      minutes: "durationMin",
      km: "distanceKm",
    },
    write: plain,
  });
  return {
    ...{ file: "rides.csv", csv: `\ufeff${csv}`, rows, entity: "rides" },
    measures: [
      { field: "minutes", words: "duration" },
      { field: "km", words: "distance" },
    ],
    dims: [
      { field: "station", words: "start station" },
      { field: "rider", words: "rider type" },
    ],
    date: { field: "started", words: "start date" },
  };
}

/** Negative values, quoted cells, letters beyond ASCII. */
function weather(): Domain {
  const rows = make(730, 71, (random) => ({
    day: dayOf(random, [2022, 2023]),
    city: pick(["Tromsø", "Zürich", "São Paulo", "Kraków"], random),
    condition: pick(["clear", "rain, light", "rain, heavy", "snow"], random),
    temperature: Math.round((random() * 50 - 20) * 10) / 10,
    rainfall: Math.round(random() * 400) / 10,
  }));
  return {
    ...{ file: "weather.csv", rows, entity: "rows" },
    csv: csvOf(rows, {
      separator: ",",
      headers: {
        day: "date",
        city: "city",
        condition: "condition",
        temperature: "temperature_c",
        rainfall: "rainfall_mm",
      },
      write: plain,
    }),
    measures: [
      { field: "temperature", words: "temperature" },
      { field: "rainfall", words: "rainfall" },
    ],
    dims: [
      { field: "city", words: "city" },
      { field: "condition", words: "condition" },
    ],
    date: { field: "day", words: "date" },
  };
}

/** A table without dates. */
function inventory(): Domain {
  const rows = make(260, 89, (random, at) => ({
    sku: `SKU-${at}`,
    warehouse: pick(["Leeds", "Malmö", "Porto"], random),
    category: pick(["Garden", "Kitchen", "Office", "Sport"], random),
    stock: Math.floor(random() * 300),
    price: cents(random, 120),
  }));
  return {
    ...{ file: "inventory.csv", rows, entity: "items" },
    csv: csvOf(rows, {
      separator: "|",
      headers: {
        sku: "SKU",
        warehouse: "Warehouse",
        category: "Category",
        stock: "Stock",
        price: "Unit Price",
      },
      write: plain,
    }),
    measures: [
      { field: "stock", words: "stock" },
      { field: "price", words: "unit price" },
    ],
    dims: [
      { field: "warehouse", words: "warehouse" },
      { field: "category", words: "category" },
    ],
    date: null,
  };
}

export const DOMAINS: readonly Domain[] = [wholesale(), clinic(), staff(), rides(), weather(), inventory()];
