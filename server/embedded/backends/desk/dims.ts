import { GRAINS, GRAIN_NOUNS, HIGH, LOW } from "./lexicon";
import { aliasOf, spelled } from "./measure";
import type { Dim, Grain } from "./query";
import { pick, type Mention } from "./resolve";
import type { Column } from "./schema";
import type { Token } from "./tokens";

type GrainAt = { grain: Grain; at: number };

const GRAIN_LEADS = new Set([
  "by",
  "per",
  "each",
  "every",
  "which",
  "what",
  "a",
  "across",
  "and",
  "busiest",
  "best",
  "worst",
  "for",
  "of",
]);

/** The time steps a question asks for, and the indexes of the words that said so. */
export function grainFor(
  tokens: readonly Token[],
  taken: ReadonlySet<number>,
  clock: Column | null,
): { grains: GrainAt[]; phrases: number[] } {
  if (!clock) return { grains: [], phrases: [] };
  const grains: GrainAt[] = [];
  const phrases: number[] = [];
  tokens.forEach((token, at) => {
    if (taken.has(at) || phrases.includes(at)) return;
    if (token.low === "over" && tokens[at + 1]?.low === "time") phrases.push(at, at + 1);
    const grain = GRAINS.get(token.low) ?? nounGrain(tokens, at);
    if (!grain || grains.some((each) => each.grain === grain)) return;
    grains.push({ grain, at });
    phrases.push(at);
    if (tokens[at + 1]?.low === "of" && grain === "weekday") phrases.push(at + 1, at + 2);
    if (tokens[at + 1]?.low === "of" && tokens.slice(at + 2, at + 4).some(({ low }) => low === "day"))
      phrases.push(at + 1, at + 2, at + 3);
  });
  return { grains, phrases };
}

function nounGrain(tokens: readonly Token[], at: number): Grain | undefined {
  const token = tokens[at];
  const grain = GRAIN_NOUNS.get(token?.stem ?? "");
  const [before, earlier] = [tokens[at - 1]?.low ?? "", tokens[at - 2]?.low ?? ""];
  const led = GRAIN_LEADS.has(before)
    ? before !== "of" || earlier === "each"
    : before === "the" && GRAIN_LEADS.has(earlier);
  const superlative = HIGH.has(before) || LOW.has(before);
  if (!grain || !(led || superlative)) return undefined;
  if (before === "of" || (before === "for" && tokens[at + 1]?.low !== undefined)) return undefined;
  const weekday = token?.low === "day" && tokens[at + 1]?.low === "of" && tokens[at + 2]?.low === "week";
  return weekday || (token?.low === "day" && tokens.slice(at + 1, at + 4).some(({ low }) => low === "week"))
    ? "weekday"
    : grain;
}

type Search = {
  tokens: readonly Token[];
  mentions: readonly Mention[];
  clock: Column | null;
  grains: readonly GrainAt[];
};

/** What the question groups by, in its order. */
export function findDims({ tokens, mentions, clock, grains }: Search): Dim[] {
  const found: { at: number; dim: Dim }[] = [];
  if (clock)
    for (const { grain, at } of grains)
      found.push({ at, dim: { kind: "time", column: clock, grain, alias: aliasOf([grain]) } });
  let chained = -1;
  let asked = false;
  for (const mention of mentions) {
    const lead = leadOf(tokens, mention.start, chained);
    const column = lead === null ? null : dimColumn(mention, lead);
    if (!column || (asked && lead === "ranked")) continue;
    asked ||= lead === "asked";
    found.push({ at: mention.start, dim: dimOf(column) });
    if (lead === "by") chained = mention.end;
  }
  const linked = followGrain(found, tokens, mentions, grains);
  return [...found, ...linked]
    .sort((a, b) => a.at - b.at)
    .map(({ dim }) => dim)
    .filter((dim, index, all) => all.findIndex(({ alias }) => alias === dim.alias) === index)
    .slice(0, 2);
}

/** "by month and region": what follows a time step with "and" is grouped by too. */
function followGrain(
  found: { at: number }[],
  tokens: readonly Token[],
  mentions: readonly Mention[],
  grains: readonly GrainAt[],
): { at: number; dim: Dim }[] {
  return grains.flatMap(({ at }) => {
    if (tokens[at + 1]?.low !== "and" || !["by", "per"].includes(tokens[at - 1]?.low ?? "")) return [];
    const next = mentions.find(({ start }) => start === at + 2);
    const column =
      next && !found.some((each) => each.at === next.start)
        ? pick(next, ["category", "id", "boolean"])
        : null;
    return next && column ? [{ at: next.start, dim: dimOf(column) }] : [];
  });
}

function dimOf(column: Column): Dim {
  const alias = aliasOf(spelled(column));
  if (column.kind !== "time") return { kind: "column", column, alias };
  return { kind: "time", column, grain: "day", alias: "day" };
}

type Lead = "by" | "asked" | "ranked";

const BY = new Set(["by", "per", "across", "each", "every", "among", "between", "wise"]);
const FILLER = new Set(["the", "of", "a", "an", "different", "our", "all", "individual", "single"]);

/** How the words before a mention make it a grouping; `null` when they do not. */
function leadOf(tokens: readonly Token[], start: number, chained: number): Lead | null {
  let at = start - 1;
  while (at >= 0 && FILLER.has(tokens[at]?.low ?? "")) at -= 1;
  const low = tokens[at]?.low ?? "";
  if (BY.has(low)) return low === "between" ? null : "by";
  if (low === "and" && chained === at) return "by";
  if (chained >= 0 && chained === start) return "by";
  if (low === "which" || low === "what" || low === "who") return "asked";
  const before = tokens[at - 1]?.low ?? "";
  if (
    tokens[at]?.kind === "number" &&
    /^(?:top|bottom|best|worst|largest|biggest|highest|lowest|smallest|which|what|the)$/.test(before)
  )
    return "ranked";
  if (HIGH.has(low) || LOW.has(low)) return "ranked";
  if (/^(?:selling|performing|sold|common|popular|frequent|active|valuable|profitable)$/.test(low))
    return "ranked";
  return null;
}

function dimColumn(mention: Mention, lead: Lead): Column | null {
  const named = (mention.columns[0]?.score ?? 0) >= (mention.values.length > 0 ? mention.score - 4 : 0);
  if (!named || mention.columns.length === 0) return null;
  if (mention.entity && lead !== "by") return null;
  if (lead !== "by") return pick(mention, ["category", "id", "boolean"]);
  const column = pick(mention, ["category", "boolean", "id", "time"]);
  return column ?? few(pick(mention, ["number"]));
}

/** A numeric column groups well when it has few values. */
const few = (column: Column | null): Column | null =>
  column && (column.distinct ?? 0) <= 40 ? column : null;
