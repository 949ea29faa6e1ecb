import type { TurnId } from "../../lib/protocol/ids";
import type { LoggedOutcome } from "../../lib/protocol/tool";
import type { Workspace } from "../../lib/protocol/workspace";
import { outputText, workspaceNote } from "../../lib/session/told";
import type { ToolCall } from "../../lib/session/state";

/** One output that a page gave: `bytes` of UTF-8 that the model read, of all outputs so far those from `from` on. */
export type Departure = { call: ToolCall; from: number; bytes: number };

/**
 * What one turn took out of the page: its calls' outputs in call order, and the note on the workspace that went with the
 * message. `text` is what the person had asked.
 */
export type TurnDepartures = {
  turnId: TurnId;
  text: string;
  note: string | null;
  departures: readonly Departure[];
};

type TurnCalls = {
  turnId: TurnId;
  text: string;
  workspace: Workspace | null;
  calls: ReadonlyMap<string, ToolCall>;
};

/** The turns in which something left a page, oldest first. What the server answered by itself is not among it. */
export function departuresOf(turns: readonly TurnCalls[]): TurnDepartures[] {
  let from = 0;
  const found: TurnDepartures[] = [];
  for (const { turnId, text, workspace, calls } of turns) {
    const departures: Departure[] = [];
    for (const call of calls.values()) {
      const bytes = departedBytes(call);
      if (bytes === null) continue;
      departures.push({ call, from, bytes });
      from += bytes;
    }
    const note = workspace && workspaceNote(workspace);
    if (note !== null || departures.length > 0) found.push({ turnId, text, note, departures });
  }
  return found;
}

/** Bytes of UTF-8 that a page gave the model with this call; null where no page ran it. */
export function departedBytes(call: ToolCall): number | null {
  return call.status === "finished" && call.ranMs !== null ? bytesOf(call.outcome) : null;
}

const encoder = new TextEncoder();
const knownNotes = new WeakMap<Workspace, number>();

/** Bytes of UTF-8 of the note that went with a message. */
export function noteBytes(workspace: Workspace): number {
  const known = knownNotes.get(workspace) ?? encoder.encode(workspaceNote(workspace)).length;
  knownNotes.set(workspace, known);
  return known;
}

const bytesOf = (outcome: LoggedOutcome): number =>
  outcome.ok && outcome.blob ? outcome.blob.bytes : encoder.encode(outputText(outcome)).length;
