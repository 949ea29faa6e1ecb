export type CsvDialect = { delimiter: string; header: boolean };

const CANDIDATES = [",", ";", "\t", "|"];
const MAX_CELLS = 5_000;

/** One record of a CSV text: its cells, the index after it, and whether a quote was left open. */
export type CsvRecord = { cells: string[]; end: number; open: boolean };

function quotedEnd(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/** Reads the record that starts at `start`. Quotes count only at the start of a cell. */
export function readRecord(text: string, start: number, delimiter: string): CsvRecord {
  const cells: string[] = [];
  let at = start;
  while (cells.length < MAX_CELLS) {
    let cell = "";
    if (text[at] === '"') {
      const close = quotedEnd(text, at + 1);
      if (close < 0) return { cells, end: text.length, open: true };
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    }
    const from = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
    cells.push(cell + text.slice(from, at));
    if (text[at] !== delimiter) break;
    at += 1;
  }
  return { cells, end: at + (text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1), open: false };
}

function looksLikeNames(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => cell.trim() !== "") &&
    cells.every((cell) => !/^\s{0,20}[-+]?[\d.,]{1,40}\s{0,20}$/.test(cell))
  );
}

function pickDelimiter(text: string): string {
  let best = ",";
  let most = 1;
  for (const delimiter of CANDIDATES) {
    const { cells, open } = readRecord(text, 0, delimiter);
    if (!open && cells.length > most) {
      best = delimiter;
      most = cells.length;
    }
  }
  return best;
}

/** The delimiter that cuts the first record into most cells, and whether that record holds names. */
export function csvDialect(head: string, delimiter = pickDelimiter(head)): CsvDialect {
  return { delimiter, header: looksLikeNames(readRecord(head, 0, delimiter).cells) };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Where the first record is that does not have as many cells as the first line, in words; lines count from 1. */
export function badRecord(text: string, delimiter: string): string | undefined {
  const expected = readRecord(text, 0, delimiter).cells.length;
  let line = 1;
  for (let at = 0; at < text.length;) {
    const record = readRecord(text, at, delimiter);
    if (record.open) return `line ${line}: a quote is opened and never closed`;
    const blank = record.cells.length === 1 && record.cells[0]?.trim() === "";
    if (!blank && record.cells.length !== expected) {
      return `line ${line} has ${record.cells.length} cells, the first line has ${expected}`;
    }
    line += linesIn(text.slice(at, record.end));
    at = record.end;
  }
  return undefined;
}
