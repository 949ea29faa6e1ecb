import { CUES, GRAINS, HIGH, LOW, STOPWORDS, SUFFIXES, synonymous } from "./lexicon";
import { fold, type Column, type Table } from "./schema";
import { tokenize, type Token } from "./tokens";

export type Scored = { column: Column; score: number };

/** A run of tokens (`start` to before `end`) that names columns, values of a column, or the table itself. */
export type Mention = {
  start: number;
  end: number;
  entity: boolean;
  /** Best first; all within a small distance of the best. */
  columns: Scored[];
  values: { column: Column; value: string }[];
  score: number;
};

const MAX_SPAN = 5;
const VALUE_SCORE = 9;
const ENTITY_SCORE = 8.5;
const CLOSE = 2.5;

/** What the words of a question name in a table, left to right. Tokens whose index is in `taken` are left alone. */
export function resolve(tokens: readonly Token[], table: Table, taken: ReadonlySet<number>): Mention[] {
  const values = valueIndex(table);
  const found: Mention[] = [];
  for (let start = 0; start < tokens.length; start += 1)
    for (let end = start + 1; end <= Math.min(tokens.length, start + MAX_SPAN); end += 1) {
      if (taken.has(end - 1)) break;
      const mention = mentionOf({ span: tokens.slice(start, end), start, end, table, values });
      if (mention) found.push(mention);
    }
  return withoutOverlap(found);
}

type Span = { span: Token[]; start: number; end: number; table: Table; values: ValueIndex };

function mentionOf({ span, start, end, table, values }: Span): Mention | null {
  const named = span.some((token) => token.kind !== "word") ? [] : columnsNamed(span, table);
  const matched = values.get(span.map((token) => token.stem).join(" ")) ?? [];
  const usable = span.length > 1 || !isWeak(span[0]) ? matched : [];
  const entity = isEntity(span, table);
  const score = Math.max(
    named[0]?.score ?? 0,
    usable.length > 0 ? VALUE_SCORE + span.length : 0,
    entity ? ENTITY_SCORE : 0,
  );
  return score === 0 ? null : { start, end, entity, columns: named, values: usable, score };
}

/** Numbers, single letters and small words are values only when their column is named beside them. */
function isWeak(token: Token | undefined): boolean {
  if (token === undefined) return true;
  if (token.quoted) return false;
  if (token.kind === "number") return !/^[1-9]\d{2}$/.test(token.raw);
  return token.kind !== "word" || token.low.length < 2 || STOPWORDS.has(token.low);
}

function isEntity(span: readonly Token[], table: Table): boolean {
  const words = table.words;
  const stems = span.map((token) => token.stem);
  if (stems.join(" ") === words.join(" ")) return true;
  const [only] = stems;
  const head = words.at(-1);
  return (
    stems.length === 1 &&
    only !== undefined &&
    head !== undefined &&
    (only === head || synonymous(only, head))
  );
}

function columnsNamed(span: readonly Token[], table: Table): Scored[] {
  const stems = span.map((token) => token.stem);
  if (span.length === 1 && span[0] && isReserved(span[0])) return exactly(span[0], table);
  const scored = table.columns
    .map((column) => ({ column, score: nameScore(stems, column.words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  return scored.filter(({ score }) => score >= best - CLOSE);
}

const NAMEABLE = new Set(["value", "total", "count", "number", "time", "share", "percent"]);

/** A word of the grammar names a column only when it is that column's whole name. */
function exactly({ stem }: Token, table: Table): Scored[] {
  if (!NAMEABLE.has(stem)) return [];
  return table.columns
    .filter(({ words }) => words.length === 1 && words[0] === stem)
    .map((column) => ({ column, score: 11 }));
}

const isReserved = ({ low, stem }: Token): boolean =>
  STOPWORDS.has(low) || HIGH.has(low) || LOW.has(low) || GRAINS.has(low) || (CUES.has(low) && CUES.has(stem));

/** How well the stems of a span name a column: 10 and more in full, less by synonym or by part, 0 not at all. */
export function nameScore(stems: readonly string[], words: readonly string[]): number {
  const exact = stems.every((stem) => words.includes(stem));
  if (!exact && !stems.every((stem) => words.some((word) => word === stem || synonymous(word, stem))))
    return 0;
  const weight = exact ? 1 : 0.65;
  if (stems.length === words.length) return (10 + stems.length) * weight;
  const matches = (word: string): boolean => stems.some((stem) => stem === word || synonymous(word, stem));
  const rest = words.filter((word) => !matches(word));
  if (rest.every((word) => SUFFIXES.has(word))) return (8 + stems.length) * weight;
  const head = words.filter((word) => !SUFFIXES.has(word)).at(-1) ?? words.at(-1);
  const headed = head !== undefined && matches(head);
  return ((headed ? 6 : 3) + stems.length * 0.5) * weight;
}

type ValueIndex = ReadonlyMap<string, { column: Column; value: string }[]>;

function valueIndex(table: Table): ValueIndex {
  const index = new Map<string, { column: Column; value: string }[]>();
  for (const column of table.columns.filter(({ kind }) => kind === "category" || kind === "id"))
    for (const value of column.samples) {
      const key = valueKey(value);
      const same = index.get(key) ?? [];
      if (key !== "" && !same.some((each) => each.column === column))
        index.set(key, [...same, { column, value }]);
    }
  return index;
}

/** The form in which a value of a table and a span of a question compare. */
export const valueKey = (value: string): string =>
  tokenize(fold(value))
    .map((token) => token.stem)
    .join(" ");

function withoutOverlap(found: Mention[]): Mention[] {
  const best = [...found].sort(
    (a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: Mention[] = [];
  for (const mention of best)
    if (!kept.some((other) => mention.start < other.end && other.start < mention.end)) kept.push(mention);
  return kept.sort((a, b) => a.start - b.start);
}

/** The column of a mention that suits a use best: the first of the wanted kinds among equals. */
export function pick(mention: Mention, kinds: readonly Column["kind"][]): Column | null {
  const fitting = mention.columns.filter(({ column }) => kinds.includes(column.kind));
  const rank = ({ column, score }: Scored): number => score - kinds.indexOf(column.kind) * 0.8;
  return fitting.sort((a, b) => rank(b) - rank(a))[0]?.column ?? null;
}
