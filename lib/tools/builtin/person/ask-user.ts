import { MAX_QUESTION_OPTIONS } from "../../../protocol/limits";
import { type AnyTool, defineTool } from "../../define-tool";
import type { Args } from "./ask";

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
    run: async (args, context) => (await import("./ask")).askPerson(args, context),
    summarise: ({ title }) => title,
  });
}
