/** A piece of SQL as DuckDB's own tokenizer cuts it, without the comments. `at` is an index into the text. */
export type SqlToken = { kind: "word" | "number" | "text" | "operator"; text: string; at: number };

/** What DuckDB answers: byte offsets into the UTF-8 text, and the kind of each token. */
export type RawTokens = { offsets: readonly number[]; types: readonly number[] };

const KINDS: readonly SqlToken["kind"][] = ["word", "number", "text", "operator", "word"];

/** Two bytes more for a character above U+07FF, one more above U+007F; a surrogate is half of four bytes. */
function byteLength(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 2;
  return 3;
}

function indexesOf(sql: string, offsets: readonly number[]): number[] {
  const indexes: number[] = [];
  let bytes = 0;
  for (let index = 0; index < sql.length && indexes.length < offsets.length; index += 1) {
    while (offsets[indexes.length] === bytes) indexes.push(index);
    bytes += byteLength(sql.charCodeAt(index));
  }
  return indexes;
}

/** A token reaches to the next one, with the space and the comments between. */
function textOf(kind: SqlToken["kind"], piece: string): string {
  if (kind === "operator") return piece.slice(0, 1);
  if (kind !== "word") return piece;
  return /^(?:"[^"]*"|[\p{L}\p{N}_$]+)/u.exec(piece)?.[0] ?? piece.slice(0, 40);
}

export function sqlTokens(sql: string, raw: RawTokens): SqlToken[] {
  const indexes = indexesOf(sql, raw.offsets);
  return indexes.map((at, position) => {
    const kind = KINDS[raw.types[position] ?? 0] ?? "word";
    return { kind, at, text: textOf(kind, sql.slice(at, indexes[position + 1])) };
  });
}
