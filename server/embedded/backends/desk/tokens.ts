/** One unit of a question. `parts` of one identifier (`order_date`) become tokens of their own. */
export type Token = {
  kind: "word" | "number" | "date" | "op";
  raw: string;
  low: string;
  stem: string;
  /** The value of a number, with `k` and `m` applied; `null` for every other kind. */
  value: number | null;
  quoted: boolean;
};

const MAX_QUESTION = 2000;
const PIECE =
  /\d{4}-\d{2}-\d{2}|\d[\d,]*(?:\.\d+)?[kKmM%]?(?![\p{L}\d])|[\p{L}\p{N}]+(?:['’]s\b)?|"|<=|>=|!=|<>|[<>=]/gu;

/** The tokens of a question or of a value, in order. Text past 2,000 characters is not looked at. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let quoted = false;
  for (const [piece] of text.slice(0, MAX_QUESTION).matchAll(PIECE)) {
    if (piece === '"') quoted = !quoted;
    else tokens.push(...tokensOf(piece, quoted));
  }
  return tokens;
}

function tokensOf(piece: string, quoted: boolean): Token[] {
  if (/^\d{4}-\d{2}-\d{2}$/.test(piece)) return [token("date", piece, null, quoted)];
  if (/^[<>=!]/.test(piece)) return [token("op", piece, null, quoted)];
  const value = numberOf(piece);
  if (value !== null) return [token("number", piece, value, quoted)];
  return splitCamel(piece.replace(/['’]s$/, "")).map((part) => token("word", part, null, quoted));
}

function token(kind: Token["kind"], raw: string, value: number | null, quoted: boolean): Token {
  const low = raw.toLowerCase();
  return { kind, raw, low, stem: kind === "word" ? stem(low) : low, value, quoted };
}

function numberOf(piece: string): number | null {
  const match = /^(\d[\d,]*(?:\.\d+)?)([kKmM%]?)$/.exec(piece);
  if (!match?.[1]) return null;
  const unit = (match[2] ?? "").toLowerCase();
  const scale = unit === "k" ? 1e3 : unit === "m" ? 1e6 : 1;
  return Number(match[1].replaceAll(",", "")) * scale;
}

function splitCamel(piece: string): string[] {
  return piece
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .split(" ")
    .filter(Boolean);
}

/** The words of a column or table name, stemmed: `unitPrices_usd` → `unit`, `price`, `usd`. */
export function nameWords(name: string): string[] {
  return tokenize(name.replaceAll("_", " ")).map((each) => each.stem);
}

/** A plural brought to its singular; anything else unchanged. */
export function stem(word: string): string {
  if (word.length < 4 || /(?:ss|us|is|news|series|species)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:x|ch|sh|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}
