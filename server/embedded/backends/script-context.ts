import { itemType, textOf, type Item } from "../../../lib/responses/item";

const MARK = "#script";

/** Where a chain stands in its script: the script's JSON and the number of the turn to play. */
export type ScriptPlace = { script: string; turn: number };

/**
 * Reads the place off the context itself, so that a replay of the full input lands on the same turn:
 * the turn is the number of runs of model output since the newest message that begins with `#script`.
 */
export function scriptPlace(input: readonly Item[]): ScriptPlace | null {
  const start = input.findLastIndex((item) => isUserMessage(item) && textOf(item.content).startsWith(MARK));
  const message = input[start];
  if (message === undefined) return null;
  return { script: textOf(message.content).slice(MARK.length), turn: outputRuns(input.slice(start + 1)) };
}

/** The tool outputs that came since the model last spoke. */
export function newOutputs(input: readonly Item[]): { call_id: string | undefined; output: unknown }[] {
  const spoke = input.findLastIndex(isModelOutput);
  return input
    .slice(spoke + 1)
    .filter(isToolOutput)
    .map(({ call_id, output }) => ({ call_id, output }));
}

/** The whole input in the short form that tests compare with. */
export function contextSummary(input: readonly Item[]): Record<string, unknown>[] {
  return input.map((item) => {
    const text = textOf(item.content) + textOf(item.summary);
    return {
      type: itemType(item),
      ...(item.role === undefined ? {} : { role: item.role }),
      ...(item.call_id === undefined ? {} : { call_id: item.call_id }),
      ...(item.name === undefined ? {} : { name: item.name }),
      ...(item.content === undefined && item.summary === undefined ? {} : { text }),
      ...(item.output === undefined ? {} : { output: item.output }),
    };
  });
}

function outputRuns(items: readonly Item[]): number {
  let runs = 0;
  let speaking = false;
  for (const item of items) {
    if (isModelOutput(item)) {
      if (!speaking) runs += 1;
      speaking = true;
    } else if (itemType(item) === "message" || isToolOutput(item)) speaking = false;
  }
  return runs;
}

const isUserMessage = (item: Item): boolean => itemType(item) === "message" && item.role === "user";
const isToolOutput = (item: Item): boolean => itemType(item).endsWith("_output");
const isModelOutput = (item: Item): boolean =>
  (itemType(item) === "message" && item.role === "assistant") ||
  itemType(item) === "reasoning" ||
  itemType(item).endsWith("_call");
