import type { Desk } from "../../../desk/types";
import { type AnyTool, defineTool } from "../../define-tool";

export type Args = { code: string; input?: string; title?: string };

/** More than a run may take (10 s): it has a frame to load and rows to read, and says more when it ends itself. */
const TIMEOUT_MS = 30_000;

/** The model's JavaScript in a worker without an origin and without a network. */
export function runJavascript(desk: Desk): AnyTool {
  return defineTool<Args>({
    name: "run_javascript",
    title: "Run JavaScript",
    description:
      "Runs the body of an async JavaScript function for at most 10 seconds and returns what it returns, as JSON, and " +
      "what it printed with console.log. `input` holds rows as objects, `columns` their names and types. For what SQL " +
      "cannot do well: statistics, simulations, parsing, dates. There is no network, no storage and no page: it can only " +
      "compute. Return a small result, at most 24,000 characters; an array of flat objects is shown as a table.",
    effect: "read",
    approval: "session",
    timeoutMs: TIMEOUT_MS,
    parameters: {
      type: "object",
      properties: {
        code: {
          type: "string",
          minLength: 1,
          maxLength: 20_000,
          description: "Body of an async function of `input` and `columns`; return the result",
        },
        input: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          description:
            "Name of the table whose rows are the input, at most 10,000; left out, the rows of the latest query",
        },
        title: {
          type: "string",
          maxLength: 120,
          description: "What the result shows, for the person who reads along",
        },
      },
      required: ["code"],
      additionalProperties: false,
    },
    run: async (args, context) => (await import("./run-code")).runCode(desk, args, context),
    summarise: ({ code, title }) => (title === undefined || title === "" ? code : title),
  });
}
