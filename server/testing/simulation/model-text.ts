import { isRecord } from "../../../lib/util/json";

/**
 * What the scripted model says: pieces that name their response, their place and their number, so that whoever
 * reads a text can tell whether it is one text, whole and in order.
 */
export function piecesOf(responseId: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `<${responseId}:${at}/${count}>`);
}

const PIECE = /<([a-z0-9_]+):(\d+)\/(\d+)>/g;

/** `whole`, `begun` (its first pieces), or what is wrong with it. */
export function judgeText(text: string): "whole" | "begun" | { wrong: string } {
  const pieces = [...text.matchAll(PIECE)];
  if (pieces.map(([piece]) => piece).join("") !== text) return { wrong: `cut piece in ${text}` };
  const [, responseId, , count] = pieces[0] ?? [];
  for (const [at, [, ofResponse, place]] of pieces.entries()) {
    if (ofResponse !== responseId) return { wrong: `two answers in one text: ${text}` };
    if (Number(place) !== at) return { wrong: `text out of order: ${text}` };
  }
  return pieces.length === Number(count ?? 0) ? "whole" : "begun";
}

/** A message that says what the model is to do: rounds of calls, and an answer after them. */
export const messageText = (name: string, rounds: readonly (readonly string[])[]): string =>
  [name, ...rounds.map((round) => round.join("+"))].join(" ");

export const nameOfMessage = (text: string): string => text.split(" ", 1)[0] ?? "";

/** Tools of the given round; none: the answer is due. */
export const roundOf = (text: string, round: number): readonly string[] => {
  const part = text.split(" ")[round + 1];
  return part === undefined ? [] : part.split("+");
};

export type ContextItem = Readonly<Record<string, unknown>>;

export const isUserMessage = (item: ContextItem): boolean => item.type === "message" && item.role === "user";

/** The text of a message as it stands in an input. */
export function textIn(item: ContextItem): string {
  const parts: unknown[] = Array.isArray(item.content) ? item.content : [];
  return parts.map((part) => (isRecord(part) && typeof part.text === "string" ? part.text : "")).join("");
}
