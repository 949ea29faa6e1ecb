import type { AnswerValues, Question, QuestionField } from "../../../protocol/question";
import { MAX_QUESTION_OPTIONS } from "../../../protocol/limits";
import type { JsonValue } from "../../../util/json";
import { type AnyTool, defineTool } from "../../define-tool";

type Args = { title: string; choices?: string[]; multiple?: boolean; form?: Record<string, unknown> };

const FORM = [
  "A form, as JSON Schema of an object. Each property may have a title and a description, and is one of:",
  "string (enum, minLength, maxLength, default); number or integer (minimum, maximum, default); boolean (default);",
  'array of {"type":"string","enum":[…]} (minItems, maxItems);',
  'or {"type":"rows","columns":[…],"rows":[[…]]} (minItems, maxItems), answered by the places of rows, from 0.',
  '"required" names what must be filled in.',
].join(" ");

/** Asks the person for the model: a form, a choice of options, or yes or no. */
export function askUser(): AnyTool {
  return defineTool<Args>({
    name: "ask_user",
    title: "Ask the person",
    description:
      "Asks the person something that only they know, and waits for the answer. Give `form` for several fields, " +
      "`choices` for one of some options (several with `multiple`), and neither for yes or no. " +
      "They may decline: then go on without the answer, and do not ask again.",
    effect: "read",
    parameters: {
      type: "object",
      properties: {
        title: { type: "string", minLength: 1, maxLength: 300, description: "The question, as one sentence" },
        choices: {
          type: "array",
          items: { type: "string", minLength: 1, maxLength: 200 },
          minItems: 1,
          maxItems: MAX_QUESTION_OPTIONS,
        },
        multiple: { type: "boolean", description: "Whether several choices may be taken" },
        form: { type: "object", description: FORM },
      },
      required: ["title"],
      additionalProperties: false,
    },
    run: async (args, { ask }) => {
      const answer = await ask(questionOf(args));
      return { output: answer.status === "declined" ? DECLINED : outputOf(args, answer.values) };
    },
    summarise: ({ title }) => title,
  });
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
