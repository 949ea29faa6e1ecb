import type { CallId, TurnId } from "../../lib/protocol/ids";
import type { Artifact } from "../../lib/protocol/tool";
import type { Workspace } from "../../lib/protocol/workspace";
import type { SessionState, ToolCall } from "../../lib/session/state";
import { departedBytes, noteBytes } from "./departures";

/** An artifact with the call that made it. */
export type Shown = { callId: CallId; turnId: TurnId; artifact: Artifact };

/** What the finished calls of one turn left: in call order, and the bytes that the model was told. */
export type TurnYield = { shown: readonly Shown[]; bytesToModel: number };

type Calls = ReadonlyMap<CallId, ToolCall>;
type TurnCalls = { turnId: TurnId; calls: Calls };
type ShownTurn = TurnCalls & { workspace: Workspace | null };

const known = new WeakMap<Calls, TurnYield>();

/** Read once for each state of a turn's calls; a delta of text leaves those as they are. */
export function yieldOf({ turnId, calls }: TurnCalls): TurnYield {
  const before = known.get(calls);
  if (before) return before;
  const next = readYield(turnId, calls);
  known.set(calls, next);
  return next;
}

function readYield(turnId: TurnId, calls: Calls): TurnYield {
  const shown: Shown[] = [];
  let bytesToModel = 0;
  for (const call of calls.values()) {
    if (call.status !== "finished") continue;
    if (call.artifact) shown.push({ callId: call.callId, turnId, artifact: call.artifact });
    bytesToModel += departedBytes(call) ?? 0;
  }
  return { shown, bytesToModel };
}

/** Everything that the workspace draws from the log. */
export type Desk = {
  table: Shown | null;
  catalog: Shown | null;
  charts: readonly Shown[];
  bytesToModel: number;
};

/** Folds the turns' yields, oldest first; the latest of a kind counts, charts are all kept. */
export function deskOf(turns: readonly ShownTurn[]): Desk {
  const charts: Shown[] = [];
  let table: Shown | null = null;
  let catalog: Shown | null = null;
  let bytesToModel = 0;
  for (const turn of turns) {
    const { shown, bytesToModel: bytes } = yieldOf(turn);
    bytesToModel += bytes + (turn.workspace ? noteBytes(turn.workspace) : 0);
    for (const one of shown) {
      if (one.artifact.kind === "chart") charts.push(one);
      else if (one.artifact.kind === "table") table = one;
      else catalog = one;
    }
  }
  return { table, catalog, charts, bytesToModel };
}

/** The turn that now runs or ran last. */
export const currentTurnId = ({ turn, turns }: SessionState): TurnId | null =>
  turn.status === "running" ? turn.turnId : (turns.at(-1)?.turnId ?? null);
