import { isRecord } from "../../../../lib/util/json";
import type { Exchange } from "./conversation";
import { formatCell } from "./format";
import type { Step } from "./obtain";

const ASKED = /^(?:please )?ask me(?: something| anything| a question)?[.!?]*$/i;
const TOOL = "ask_user";

const FORM = {
  title: "What shall we look at?",
  form: {
    properties: {
      topic: { type: "string", title: "Topic", minLength: 2, maxLength: 80, description: "In a word or two" },
      chart: { type: "string", title: "Drawn as", enum: ["bars", "a line", "points"] },
      rows: { type: "integer", title: "Rows at most", minimum: 1, maximum: 500, default: 10 },
      missing: { type: "boolean", title: "Leave out missing values" },
    },
    required: ["topic", "chart"],
  },
};

/** "Ask me something": the page's form, and what was answered. Null for any other message. */
export function askDemo({ question, calls }: Exchange, offered: ReadonlySet<string>): Step | null {
  if (!ASKED.test(question.trim()) || !offered.has(TOOL)) return null;
  const outcome = calls.find(({ name }) => name === TOOL)?.outcome;
  if (!outcome) return { kind: "calls", calls: [{ name: TOOL, args: FORM }] };
  if (!outcome.ok) return { kind: "say", text: `I could not ask: ${formatCell(outcome.message)}.` };
  const values = isRecord(outcome.value) ? outcome.value.values : undefined;
  return { kind: "say", text: isRecord(values) ? told(values) : "You skipped the question, which is fine." };
}

const told = (values: Record<string, unknown>): string =>
  [
    "You answered:",
    ...Object.entries(values).map(([name, value]) => `- ${name}: **${formatCell(value)}**`),
  ].join("\n");
