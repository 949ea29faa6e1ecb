import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import { cut } from "./bounded";
import { SUMMARY_HEAD } from "./compact-context";

const MESSAGE_CHARS = 8_000;
const ARGUMENT_CHARS = 1_000;
const OUTPUT_CHARS = 2_000;

/** Items as lines of text, for whoever is to summarise them. Long pieces are cut, and at last the middle. */
export function transcriptOf(items: readonly Item[], maxChars: number): string {
  const text = items.flatMap(lineOf).join("\n\n");
  if (text.length <= maxChars) return text;
  const head = Math.floor(maxChars / 4);
  const left = text.length - maxChars;
  return `${text.slice(0, head)}\n\n[${left} characters are left out here]\n\n${text.slice(head + left)}`;
}

function lineOf(item: Item): string[] {
  const type = itemType(item);
  if (type === "message") return [`${speakerOf(item)}: ${messageText(item)}`];
  if (type === "function_call")
    return [`Call of ${item.name ?? "?"}: ${cut(item.arguments ?? "", ARGUMENT_CHARS)}`];
  if (type === "function_call_output") return [`Result: ${cut(outputText(item.output), OUTPUT_CHARS)}`];
  if (type === "reasoning" || type === "compaction") return [];
  return [`[${cut(type, 100)}]`];
}

const SPEAKERS: Readonly<Record<string, string>> = { user: "Person", assistant: "Assistant" };
const speakerOf = ({ role = "" }: Item): string => SPEAKERS[role] ?? "Note";

/** An earlier summary is all that is left of what it tells: it is not cut. */
function messageText({ content }: Item): string {
  const text = textOf(content);
  const files = Array.isArray(content) ? content.filter(isFile).length : 0;
  const said = text.startsWith(SUMMARY_HEAD) ? text : cut(text, MESSAGE_CHARS);
  return files === 0 ? said : `[${files} attached] ${said}`;
}

const isFile = (part: unknown): boolean =>
  typeof part === "object" &&
  part !== null &&
  "type" in part &&
  (part.type === "input_image" || part.type === "input_file");

const outputText = (output: unknown): string =>
  typeof output === "string" ? output : textOf(output) || JSON.stringify(output ?? null);
