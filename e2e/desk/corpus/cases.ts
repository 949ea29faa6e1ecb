import type { Domain, Field, Record_ } from "./domains";

/** A question with the figures that its answer must have in bold, worked out from the rows and not by SQL. */
export type Case = { question: string; names: readonly string[]; figures: readonly number[] };

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

const numbers = (rows: readonly Record_[], field: string): number[] =>
  rows.flatMap((row) => (typeof row[field] === "number" ? [row[field]] : []));

const sum = (values: readonly number[]): number =>
  Math.round(values.reduce((total, value) => total + value, 0) * 1e6) / 1e6;
const mean = (values: readonly number[]): number => sum(values) / values.length;

function groups(rows: readonly Record_[], keyOf: (row: Record_) => string | null): Map<string, Record_[]> {
  const found = new Map<string, Record_[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null) found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

const byField = (rows: readonly Record_[], { field }: Field): Map<string, Record_[]> =>
  groups(rows, (row) => (row[field] === null || row[field] === undefined ? null : String(row[field])));

type Reckon = (rows: readonly Record_[]) => number;

/** The group that comes first, and its figure; null where two groups share the place. */
function extreme(
  found: Map<string, Record_[]>,
  reckon: Reckon,
  sign: 1 | -1,
): { name: string; figure: number } | null {
  const ranked = [...found]
    .map(([name, rows]) => ({ name, figure: reckon(rows) }))
    .sort((a, b) => sign * (b.figure - a.figure));
  const [first, second] = ranked;
  if (!first || (second && Math.abs(first.figure - second.figure) < 0.01)) return null;
  return first;
}

/** Every question of a table. */
export function casesOf(domain: Domain): Case[] {
  return [
    ...counts(domain),
    ...domain.measures.flatMap((measure) => [
      ...totals(domain, measure),
      ...domain.dims.flatMap((dim) => [...ranked(domain, measure, dim), ...filtered(domain, measure, dim)]),
      ...overTime(domain, measure),
    ]),
  ];
}

function counts({ rows, entity, dims }: Domain): Case[] {
  return [
    { question: `How many ${entity} are there?`, names: [], figures: [rows.length] },
    ...dims.flatMap((dim): Case[] => {
      const most = extreme(byField(rows, dim), (group) => group.length, 1);
      const distinct = byField(rows, dim).size;
      const [[name, group] = ["", []]] = byField(rows, dim);
      return [
        ...(most
          ? [
              {
                question: `Which ${dim.words} has the most ${entity}?`,
                names: [most.name],
                figures: [most.figure],
              },
            ]
          : []),
        { question: `How many different ${dim.words} values are there?`, names: [], figures: [distinct] },
        { question: `How many ${entity} have ${dim.words} ${name}?`, names: [], figures: [group.length] },
      ];
    }),
  ];
}

function totals({ rows }: Domain, { field, words }: Field): Case[] {
  const values = numbers(rows, field);
  return [
    { question: `What is the total ${words}?`, names: [], figures: [sum(values)] },
    { question: `average ${words}`, names: [], figures: [mean(values)] },
    { question: `What is the highest ${words}?`, names: [], figures: [Math.max(...values)] },
    { question: `minimum ${words}`, names: [], figures: [Math.min(...values)] },
  ];
}

function ranked({ rows }: Domain, measure: Field, dim: Field): Case[] {
  const total: Reckon = (group) => sum(numbers(group, measure.field));
  const average: Reckon = (group) => mean(numbers(group, measure.field));
  const found = byField(rows, dim);
  const asked: readonly (readonly [string, Reckon, 1 | -1])[] = [
    [`Total ${measure.words} by ${dim.words}`, total, 1],
    [`Which ${dim.words} has the lowest total ${measure.words}?`, total, -1],
    [`average ${measure.words} per ${dim.words}`, average, 1],
  ];
  return asked.flatMap(([question, reckon, sign]) => {
    const first = extreme(found, reckon, sign);
    return first ? [{ question, names: [first.name], figures: [first.figure] }] : [];
  });
}

function filtered({ rows }: Domain, measure: Field, dim: Field): Case[] {
  const [, [name, group] = ["", []]] = byField(rows, dim);
  return [
    {
      question: `total ${measure.words} for ${name}`,
      names: [],
      figures: [sum(numbers(group, measure.field))],
    },
    {
      question: `What is the average ${measure.words} where ${dim.words} is ${name}?`,
      names: [],
      figures: [mean(numbers(group, measure.field))],
    },
  ];
}

function overTime({ rows, date }: Domain, measure: Field): Case[] {
  if (!date) return [];
  const total: Reckon = (group) => sum(numbers(group, measure.field));
  const monthly = groups(rows, (row) => String(row[date.field]).slice(0, 7));
  const best = extreme(monthly, total, 1);
  const [year = ""] = [...groups(rows, (row) => String(row[date.field]).slice(0, 4)).keys()].sort();
  const inYear = rows.filter((row) => String(row[date.field]).startsWith(year));
  return [
    ...(best
      ? [
          {
            question: `total ${measure.words} by month`,
            names: [monthName(best.name)],
            figures: [best.figure],
          },
        ]
      : []),
    {
      question: `total ${measure.words} in ${year}`,
      names: [],
      figures: [sum(numbers(inYear, measure.field))],
    },
  ];
}

const monthName = (key: string): string => `${MONTHS[Number(key.slice(5)) - 1] ?? ""} ${key.slice(0, 4)}`;
