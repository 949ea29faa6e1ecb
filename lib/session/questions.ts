import type { Question } from "../protocol/question";
import type { AskedQuestion, ToolCall } from "./state";

/** What the person is asked now; null while nothing is. */
export function openQuestion({ questions }: Pick<ToolCall, "questions">): AskedQuestion | null {
  const last = questions.at(-1);
  return last && last.answer === null ? last : null;
}

/** A question that nobody waits for any more is forgotten; what was answered stays to be read. */
export const answeredOnly = (questions: readonly AskedQuestion[]): readonly AskedQuestion[] =>
  questions.at(-1)?.answer === null ? questions.slice(0, -1) : questions;

/** Both have been through the schema of the wire, which puts their keys in order. */
export const isSameQuestion = (one: Question, other: Question): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
