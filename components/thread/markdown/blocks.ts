import { Lexer } from "marked";
import type { Links, MarkedToken } from "marked";
import { provisional } from "./provisional";

/** One top-level element. `links` counts the reference definitions that it was read with, 0 when it has no bracket. */
export type Block = { index: number; raw: string; links: number; token: MarkedToken };

/**
 * A message read so far. `full` and `settled` never change again; `open` is what further text may still change.
 * Adding text reads only what follows `consumed`, so its cost does not depend on what has settled.
 */
export type Parsed = {
  source: string;
  streaming: boolean;
  consumed: number;
  links: Links;
  full: readonly (readonly Block[])[];
  settled: readonly Block[];
  open: readonly Block[];
};

/** Blocks in a chunk: how many elements are compared again when text is added. */
const CHUNK = 24;

export const emptyParsed: Parsed = {
  source: "",
  streaming: true,
  consumed: 0,
  links: {},
  full: [],
  settled: [],
  open: [],
};

/** Reads `text`, which usually continues what was read before. `streaming` false: nothing will follow. */
export function grow(before: Parsed, text: string, streaming: boolean): Parsed {
  const start = text.startsWith(before.source) ? before : emptyParsed;
  const next = readTail(start, text, streaming);
  // A definition may give a meaning to brackets that have settled: read all of it once more.
  const isRedefined = Object.keys(next.links).length > Object.keys(start.links).length;
  if (!isRedefined || start.consumed === 0) return next;
  return readTail({ ...emptyParsed, links: next.links }, text, streaming);
}

/** The blocks in chunks that stay the same arrays while text is added; only the last one changes. */
export function chunksOf(parsed: Parsed): readonly (readonly Block[])[] {
  const last = [...parsed.settled, ...parsed.open];
  return last.length > 0 ? [...parsed.full, last] : parsed.full;
}

function readTail(start: Parsed, text: string, streaming: boolean): Parsed {
  const tail = text.slice(start.consumed);
  const tokens = lex(tail.replace(/\r\n?/g, "\n"), start.links);
  const end = streaming ? settledEnd(tokens) : tokens.length;
  const consumed = start.consumed + (streaming ? lengthIn(tail, tokens.slice(0, end)) : tail.length);
  if (Number.isNaN(consumed)) return withOpen(start, text, tokens);
  const links = { ...definitions(tokens.slice(0, end)), ...start.links };
  const settled = withSettled(start, links, tokens.slice(0, end));
  const next: Parsed = { ...settled, source: text, streaming, consumed };
  return streaming ? withOpen(next, text, tokens.slice(end)) : { ...next, open: [] };
}

function withSettled(start: Parsed, links: Links, tokens: readonly MarkedToken[]): Parsed {
  const first = start.full.length * CHUNK + start.settled.length;
  const added = blocksOf(tokens, first, Object.keys(links).length);
  if (added.length === 0) return { ...start, links };
  const rest = [...start.settled, ...added];
  const full = [...start.full];
  while (rest.length >= CHUNK) full.push(rest.splice(0, CHUNK));
  return { ...start, links, full, settled: rest };
}

function withOpen(start: Parsed, text: string, tokens: readonly MarkedToken[]): Parsed {
  const first = start.full.length * CHUNK + start.settled.length;
  const shown = closeLast(tokens, start.links);
  const open = blocksOf(shown, first, Object.keys(start.links).length);
  return { ...start, source: text, streaming: true, open };
}

/** Replaces the last element by what it will most likely become, so that no raw mark is seen. */
function closeLast(tokens: readonly MarkedToken[], links: Links): readonly MarkedToken[] {
  const at = lastVisible(tokens);
  const last = tokens[at];
  if (!last || last.type === "code" || last.type === "html" || last.type === "def") return tokens;
  const closed = provisional(last.raw, last.type);
  if (closed === last.raw) return tokens;
  return [...tokens.slice(0, at), ...lex(closed, links)];
}

/**
 * How many tokens can no longer change: those before the last one whose first line is complete, as far as a
 * blank line or an element that cannot go on stands between.
 */
function settledEnd(tokens: readonly MarkedToken[]): number {
  const last = lastVisible(tokens);
  const hasLine = tokens[last]?.raw.includes("\n") === true || last < tokens.length - 1;
  let end = hasLine ? last : lastVisible(tokens.slice(0, last));
  while (end > 0 && !isClosed(tokens[end - 1])) end -= 1;
  return end;
}

const isClosed = (token: MarkedToken | undefined): boolean =>
  token === undefined ||
  ["space", "code", "heading", "hr"].includes(token.type) ||
  token.raw.endsWith("\n\n");

function lastVisible(tokens: readonly MarkedToken[]): number {
  for (let at = tokens.length - 1; at >= 0; at--) if (tokens[at]?.type !== "space") return at;
  return 0;
}

/** Characters of `tail` that the tokens stand for; NaN when they do not spell it (then nothing settles). */
function lengthIn(tail: string, tokens: readonly MarkedToken[]): number {
  let at = 0;
  for (const { raw } of tokens) {
    for (let next = 0; next < raw.length; next++) {
      if (tail[at] === "\r" && raw[next] === "\n") at += tail[at + 1] === "\n" ? 2 : 1;
      else if (tail[at] === raw[next]) at += 1;
      else return Number.NaN;
    }
  }
  return at;
}

function blocksOf(tokens: readonly MarkedToken[], first: number, links: number): Block[] {
  return tokens
    .filter((token) => token.type !== "space" && token.type !== "def")
    .map((token, at) => ({
      index: first + at,
      raw: token.raw,
      links: token.raw.includes("[") ? links : 0,
      token,
    }));
}

/** The reference definitions among the tokens; the first of a name counts. */
function definitions(tokens: readonly MarkedToken[], found: Links = Object.create(null) as Links): Links {
  for (const token of tokens) {
    if (token.type === "def") found[token.tag] ??= { href: token.href, title: token.title };
    else if (token.type === "list") definitions(token.items, found);
    else if (token.type === "blockquote" || token.type === "list_item") {
      definitions(token.tokens as MarkedToken[], found);
    }
  }
  return found;
}

/** Block structure first, without remembering definitions (the lexer would drop repeated ones), then running text. */
function lex(source: string, links: Links): MarkedToken[] {
  const lexer = new Lexer({ gfm: true });
  lexer.tokens.links = new Proxy<Links>({}, { get: () => undefined, set: () => true });
  try {
    const tokens = lexer.blockTokens(source, lexer.tokens) as MarkedToken[];
    lexer.tokens.links = { ...definitions(tokens), ...links };
    for (const { src, tokens: running } of lexer.inlineQueue) {
      if (isReadable(src)) lexer.inlineTokens(src, running);
      else running.push({ type: "text", raw: src, text: src, escaped: false });
    }
    return [...tokens];
  } catch {
    // The lexer recurses: hostile nesting overflows the stack. The text is then shown as it is.
    return [{ type: "text", raw: source, text: source, escaped: true } as MarkedToken];
  }
}

/** The lexer's work on emphasis grows with marks times length; text beyond this many steps stays plain. */
const MAX_STEPS = 1_000_000;

function isReadable(source: string): boolean {
  let marks = 0;
  for (let at = 0; at < source.length; at++) if ("*_~".includes(source.charAt(at))) marks += 1;
  return marks * source.length <= MAX_STEPS;
}
