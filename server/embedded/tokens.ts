import { countTokens, decode, encode } from "gpt-tokenizer/encoding/o200k_base";
import { setImmediate as nextTurn } from "node:timers/promises";
import { textOf, type Item } from "../../lib/responses/item";

const PLAIN = { disallowedSpecial: new Set<string>() };
const SLICE = 1024;
const SLICES_PER_TURN = 16;

/** The number of o200k tokens in `text`, exact for short text and all but exact for long. */
export const countText = (text: string): Promise<number> => countSlices(slices(text));

export const countItems = (items: readonly Item[]): Promise<number> => countSlices(itemSlices(items));

function* itemSlices(items: readonly Item[]): Generator<string> {
  for (const item of items) yield* slices(countedText(item));
}

/** Counts without holding the event loop for long. */
async function countSlices(texts: Iterable<string>): Promise<number> {
  let total = 0;
  let counted = 0;
  for (const text of texts) {
    total += countTokens(text, PLAIN);
    counted += 1;
    if (counted % SLICES_PER_TURN === 0) await nextTurn();
  }
  return total;
}

/** Counts a growing text: each part of it is tokenised once, never the whole again. */
export class TokenMeter {
  #settled = 0;
  #open = "";

  get total(): number {
    return this.#settled + countTokens(this.#open, PLAIN);
  }

  add(text: string): void {
    this.#open += text;
    while (this.#open.length > SLICE) {
      const cut = safeCut(this.#open, 0);
      this.#settled += countTokens(this.#open.slice(0, cut), PLAIN);
      this.#open = this.#open.slice(cut);
    }
  }

  /** Adds as much of `text` as keeps the total within `limit`, and returns that part. */
  take(text: string, limit: number): { text: string; full: boolean } {
    let taken = "";
    for (const slice of slices(text)) {
      const part = this.#fitting(slice, limit);
      this.add(part);
      taken += part;
      if (part !== slice) return { text: taken, full: true };
    }
    return { text: taken, full: false };
  }

  #fitting(slice: string, limit: number): string {
    const whole = this.#open + slice;
    const tokens = encode(whole, PLAIN);
    if (this.#settled + tokens.length <= limit) return slice;
    const kept = decode(tokens.slice(0, Math.max(0, limit - this.#settled)));
    return commonPart(whole, kept).slice(this.#open.length);
  }
}

// A cut token sequence may end inside a character, which decodes to a replacement mark.
function commonPart(whole: string, kept: string): string {
  let end = kept.length;
  while (end > 0 && !whole.startsWith(kept.slice(0, end))) end -= 1;
  return kept.slice(0, end);
}

function countedText(item: Item): string {
  if (item.type === "function_call") return `${item.name ?? ""}${item.arguments ?? ""}`;
  if (item.type === "reasoning") return textOf(item.summary) + textOf(item.content);
  if (item.output !== undefined)
    return typeof item.output === "string" ? item.output : JSON.stringify(item.output);
  const text = textOf(item.content);
  return text === "" && item.type !== "message" ? JSON.stringify(item) : text;
}

function* slices(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > SLICE) {
    const to = safeCut(text, from);
    yield text.slice(from, to);
    from = to;
  }
  yield text.slice(from);
}

/** Where to cut at most `SLICE` characters after `from`: before a space that begins a word, where no token can span. */
function safeCut(text: string, from: number): number {
  for (let at = from + SLICE; at > from + SLICE / 2; at -= 1) {
    if (text[at] === " " && isWordLike(text.charCodeAt(at + 1)) && isWordLike(text.charCodeAt(at - 1)))
      return at;
  }
  const end = from + SLICE;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end - 1 : end;
}

const isWordLike = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
