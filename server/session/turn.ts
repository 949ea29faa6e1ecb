import type { TurnEnd } from "../../lib/protocol/event";
import type { ExecutorId, QueueId } from "../../lib/protocol/ids";
import { openCalls } from "../../lib/session/calls";
import { finishCall } from "./call";
import type { Draft } from "./draft";
import { runningTurn } from "./running-turn";
import { responseKey } from "./context";
import { logResponseDone } from "./response-done";
import type { Rules } from "./rules";

export type NewTurn = { text: string; executorId: ExecutorId | null; queueId: QueueId | null };

export function startTurn(draft: Draft, { text, executorId, queueId }: NewTurn, rules: Rules): void {
  const { turns, model } = draft.state.session;
  const parentTurnId = turns.at(-1)?.turnId ?? null;
  draft.log({
    type: "turn.started",
    parentTurnId,
    text,
    model: model ?? rules.defaultModel,
    executorId,
    queueId,
  });
  const turn = runningTurn(draft);
  if (!turn) return;
  draft.act({ type: "set_timer", key: `turn:${turn.turnId}`, at: draft.at + rules.limits.turnMs });
}

/** Ends the turn: every open call is answered first, so that the context stays whole. */
export function finishTurn(draft: Draft, end: TurnEnd, rules: Rules): void {
  const turn = runningTurn(draft);
  if (!turn) return;
  if (turn.response.phase !== "done") draft.act({ type: "cancel_response", key: responseKey(turn) });
  logResponseDone(draft, "cancelled", null);
  for (const call of openCalls(draft.state.session)) finishCall(draft, call, CANCELLED);
  draft.act({ type: "clear_timer", key: `turn:${turn.turnId}` });
  draft.log({ type: "turn.finished", turnId: turn.turnId, end });
  if (end.reason !== "stopped") startQueued(draft, rules);
}

const CANCELLED = {
  ok: false as const,
  error: { code: "cancelled", message: "The turn ended before the call did." },
};

/** A stop leaves the queue waiting, in sight: the next finished turn goes on with it. */
function startQueued(draft: Draft, rules: Rules): void {
  const next = draft.state.session.queue[0];
  if (next) startTurn(draft, { text: next.text, executorId: null, queueId: next.queueId }, rules);
}
