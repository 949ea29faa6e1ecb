export type FileKind = "csv" | "tsv" | "json" | "ndjson" | "parquet";

const EXTENSIONS: Record<string, FileKind> = {
  csv: "csv",
  txt: "csv",
  tsv: "tsv",
  tab: "tsv",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
};

const MEGABYTE = 1_048_576;
/** Bytes. JSON and Parquet pass through objects in the page, which take several times the file's size. */
const CAPS: Record<FileKind, number> = {
  csv: 512 * MEGABYTE,
  tsv: 512 * MEGABYTE,
  json: 128 * MEGABYTE,
  ndjson: 256 * MEGABYTE,
  parquet: 256 * MEGABYTE,
};

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["PAR1", "a Parquet file"],
  ["PK\u0003\u0004", "a ZIP or Excel file"],
  ["\u001f\u008b", "a gzip file"],
  ["%PDF", "a PDF file"],
  ["SQLite format 3", "an SQLite database"],
  ["\u00d0\u00cf\u0011\u00e0", "an old Excel or Word file"],
];

export type KindResult = { ok: true; kind: FileKind } | { ok: false; message: string };

/** The kind that a file's name and size promise. */
export function fileKind(name: string, bytes: number): KindResult {
  const kind = EXTENSIONS[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
  if (kind === undefined) {
    return {
      ok: false,
      message: `${name} is not a kind of file that is read here: CSV, TSV, JSON, NDJSON, Parquet.`,
    };
  }
  if (bytes === 0) return { ok: false, message: `${name} is empty (0 bytes).` };
  if (bytes > CAPS[kind]) {
    const cap = CAPS[kind] / MEGABYTE;
    return {
      ok: false,
      message: `${name} is ${Math.ceil(bytes / MEGABYTE)} MB; ${kind} files may have ${cap} MB.`,
    };
  }
  return { ok: true, kind };
}

function startsWith(head: Uint8Array, signature: string): boolean {
  return [...signature].every((letter, index) => head[index] === letter.charCodeAt(0));
}

function wrongText(name: string, head: Uint8Array): string | undefined {
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const zero = wide ? -1 : head.indexOf(0);
  if (zero >= 0) return `${name} is not a text file: byte ${zero} is 0.`;
  const text = new TextDecoder("latin1").decode(head.subarray(0, 512)).trimStart().toLowerCase();
  if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
    return `${name} is a web page or XML, not a table: line 1 starts with "<".`;
  }
  return undefined;
}

/** What is wrong with the first bytes of a file of this kind, or `undefined`. */
export function wrongContent(name: string, kind: FileKind, head: Uint8Array): string | undefined {
  if (kind === "parquet") {
    return startsWith(head, "PAR1")
      ? undefined
      : `${name} is not a Parquet file: byte 0 should start with "PAR1".`;
  }
  const found = SIGNATURES.find(([signature]) => startsWith(head, signature));
  if (found !== undefined) return `${name} is ${found[1]}, not ${kind.toUpperCase()} text (seen at byte 0).`;
  const first = new TextDecoder("latin1").decode(head.subarray(0, 512)).trimStart();
  if ((kind === "csv" || kind === "tsv") && /^(?:\{\s{0,50}"|\[\s{0,50}[{[])/.test(first)) {
    return `${name} looks like JSON, not ${kind.toUpperCase()}: line 1 starts with "${first.slice(0, 1)}".`;
  }
  return wrongText(name, head);
}
