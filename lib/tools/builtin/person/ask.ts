import type { AnswerValues, Question, QuestionField } from "../../../protocol/question";
import type { JsonValue } from "../../../util/json";
import type { ToolContext, ToolResult } from "../../define-tool";

/** As the model gives them. */
export type Args = { title: string; choices?: string[]; multiple?: boolean; form?: Record<string, unknown> };

/** Puts the model's question to the person. Loaded when it is first asked: few sessions ask. */
export async function askPerson(args: Args, { ask }: Pick<ToolContext, "ask">): Promise<ToolResult> {
  const answer = await ask(questionOf(args));
  return { output: answer.status === "declined" ? DECLINED : outputOf(args, answer.values) };
}

const DECLINED: JsonValue = { answered: false, message: "The person declined to answer." };

/** The one field of a question that is no form. */
const ONLY = "answer";

/** `form` is as the model wrote it: whoever asks checks it. */
function questionOf({ title, choices, multiple = false, form }: Args): Question {
  if (form) return { title, schema: { type: "object", ...form } as Question["schema"] };
  const field = choices ? fieldOf(title, choices, multiple) : { type: "boolean" as const, title };
  return { title, schema: { type: "object", properties: { [ONLY]: field }, required: [ONLY] } };
}

function fieldOf(title: string, choices: string[], multiple: boolean): QuestionField {
  return multiple
    ? { type: "array", title, items: { type: "string", enum: choices } }
    : { type: "string", title, enum: choices };
}

function outputOf({ form }: Args, values: AnswerValues): JsonValue {
  return form ? { answered: true, values } : { answered: true, answer: values[ONLY] ?? null };
}
