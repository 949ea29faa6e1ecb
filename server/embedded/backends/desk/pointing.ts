import { WORKSPACE_HEAD } from "../../../../lib/session/told";
import { isRecord, parseJson } from "../../../../lib/util/json";

/** What is picked in the page's workspace: texts by the column that they stand in. */
export type Pointed = ReadonlyMap<string, string>;

const NOTHING: Pointed = new Map();

/** Reads the note that a page sends before a message; null: this is no such note. */
export function readPointed(text: string): Pointed | null {
  if (!text.startsWith(WORKSPACE_HEAD)) return null;
  const note = parseJson(text.slice(WORKSPACE_HEAD.length));
  const selected = isRecord(note) ? note.selected : null;
  if (!isRecord(selected)) return NOTHING;
  const texts = Object.entries(selected).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return new Map(texts);
}

const ALONE =
  /\b(only|just|for|in|about|of|without|excluding|except)\s+(?:this|that|it|these|the selection)(?=\s*(?:[.?!,]|$))/i;

/** "only this region" with "East" picked is 'only "East"'. What points at nothing stays as it is. */
export function named(question: string, pointed: Pointed): string {
  let text = question;
  for (const [column, value] of pointed) text = text.replace(pointingAt(column), quoted(value));
  const [first] = pointed.values();
  return first === undefined ? text : text.replace(ALONE, (_all, word: string) => `${word} ${quoted(first)}`);
}

function pointingAt(column: string): RegExp {
  const words = column.split(/[\s_]+/).map((word) => word.replace(/[^\p{L}\p{N}]/gu, ""));
  return new RegExp(`\\b(?:this|that|these|the (?:selected|picked)) ${words.join("[\\s_]+")}s?\\b`, "giu");
}

const quoted = (value: string): string => `"${value.replaceAll('"', "")}"`;
