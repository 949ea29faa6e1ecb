import { isRecord } from "../util/json";

export type JsonRecord = Record<string, unknown>;
export type RecordsResult = { ok: true; records: JsonRecord[] } | { ok: false; message: string };

type Piece = { start: number; end: number };
type Failure = { at: number; what: string };

/** Milliseconds of work between two pauses in which the page may draw and answer. */
const SLICE_MS = 12;
const CHECK_EVERY = 256;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function* lines(text: string): Generator<Piece> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(start, end).trim() !== "") yield { start, end };
    start = end + 1;
  }
}

function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** The elements between the commas of an array that opens at `open`; returns the index of its bracket. */
function* elements(text: string, open: number): Generator<Piece, number> {
  const marks = /["{}[\],]/g;
  let depth = 0;
  let start = open + 1;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const sign = mark[0];
    if (sign === '"') marks.lastIndex = stringEnd(text, marks.lastIndex) + 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "," && depth > 0) continue;
    else if (sign !== "," && depth > 0) depth -= 1;
    else {
      if (sign === "," || text.slice(start, mark.index).trim() !== "") yield { start, end: mark.index };
      start = mark.index + 1;
      if (sign !== ",") return mark.index;
    }
  }
  return -1;
}

function parsePiece(text: string, piece: Piece): { record: JsonRecord } | Failure {
  const source = text.slice(piece.start, piece.end);
  const at = piece.start + (source.length - source.trimStart().length);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return { at, what: "the object that starts here is not valid JSON" };
  }
  return isRecord(value) ? { record: value } : { at, what: "an object was expected" };
}

function where(name: string, text: string, { at, what }: Failure): RecordsResult {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const byte = new TextEncoder().encode(before).length;
  return { ok: false, message: `${name}, line ${line} (byte ${byte}): ${what}.` };
}

async function collect(
  text: string,
  pieces: Generator<Piece, unknown>,
): Promise<{ records: JsonRecord[]; last: unknown } | Failure> {
  const records: JsonRecord[] = [];
  let until = performance.now() + SLICE_MS;
  for (;;) {
    const next = pieces.next();
    if (next.done === true) return { records, last: next.value };
    const parsed = parsePiece(text, next.value);
    if ("what" in parsed) return parsed;
    records.push(parsed.record);
    if (records.length % CHECK_EVERY === 0 && performance.now() > until) {
      await pause();
      until = performance.now() + SLICE_MS;
    }
  }
}

function checkEnd(text: string, close: number): Failure | undefined {
  if (close < 0) return { at: text.length, what: "the file ends inside the array" };
  const rest = text.slice(close + 1);
  return rest.trim() === ""
    ? undefined
    : { at: close + 1 + (rest.length - rest.trimStart().length), what: "there is something after the array" };
}

async function fromArray(name: string, text: string, open: number): Promise<RecordsResult> {
  const found = await collect(text, elements(text, open));
  if ("what" in found) return where(name, text, found);
  const failure = checkEnd(text, Number(found.last));
  return failure === undefined ? { ok: true, records: found.records } : where(name, text, failure);
}

async function fromLines(name: string, text: string): Promise<RecordsResult> {
  const found = await collect(text, lines(text));
  return "what" in found ? where(name, text, found) : { ok: true, records: found.records };
}

function single(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an array of objects, one object, or one object on each line. A failure names the line and the byte. */
export async function jsonRecords(name: string, text: string): Promise<RecordsResult> {
  const start = text.search(/\S/);
  if (start < 0) return { ok: false, message: `${name} holds nothing but white space (line 1).` };
  if (text[start] === "[") return fromArray(name, text, start);
  if (text[start] !== "{")
    return where(name, text, { at: start, what: 'an array of objects was expected ("[" or "{")' });
  const one = single(text);
  return one === undefined ? fromLines(name, text) : { ok: true, records: [one] };
}
