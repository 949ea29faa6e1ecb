import type { Sent } from "./canonical";

/** A failure is shown with at most 1,000 characters. */
const SIDE_CHARS = 340;
const LEAD_CHARS = 60;

/** What a recorded turn was asked; what is undefined is not compared. */
export type Recorded = {
  input: readonly string[];
  tools: readonly string[] | undefined;
  instructions: string | undefined;
  settings: Readonly<Record<string, string>> | undefined;
};

/** How many items from the front are the same. */
export function sameItems(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((line, index) => line !== b[index]);
  return at < 0 ? a.length : at;
}

/** What first differs between a request and a recorded turn, with both sides; null when nothing does. */
export function mismatch(sent: Sent, { input, tools, instructions, settings }: Recorded): string | null {
  const same = sameItems(sent.input, input);
  if (same < Math.max(sent.input.length, input.length)) {
    return sides(`input[${same}] differs`, input[same] ?? "(nothing)", sent.input[same] ?? "(nothing)");
  }
  if (tools !== undefined && JSON.stringify(tools) !== JSON.stringify(sent.tools)) {
    return sides("the tools differ", tools.join(", ") || "(none)", sent.tools.join(", ") || "(none)");
  }
  if (instructions !== undefined && instructions !== sent.instructions) {
    return sides("the instructions differ (SHA-256)", instructions, sent.instructions);
  }
  return settings === undefined ? null : settingMismatch(settings, sent.settings);
}

function settingMismatch(recorded: Record<string, string>, sent: Record<string, string>): string | null {
  const name = Object.keys({ ...recorded, ...sent }).find((each) => recorded[each] !== sent[each]);
  if (name === undefined) return null;
  return sides(`${name} differs`, recorded[name] ?? "(nothing)", sent[name] ?? "(nothing)");
}

function sides(what: string, recorded: string, sent: string): string {
  const from = Math.max(0, firstDifference(recorded, sent) - LEAD_CHARS);
  return `${what}\n- recorded: ${cut(recorded, from)}\n+ sent:     ${cut(sent, from)}`;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function cut(value: string, from: number): string {
  const part = value.slice(from, from + SIDE_CHARS);
  return `${from > 0 ? "…" : ""}${part}${from + SIDE_CHARS < value.length ? "…" : ""}`;
}
