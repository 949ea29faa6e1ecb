import type { TurnEnd } from "../../lib/protocol/event";
import type { ExecutorId, QueueId } from "../../lib/protocol/ids";
import type { Workspace } from "../../lib/protocol/workspace";
import { allSettled, openCalls } from "../../lib/session/calls";
import type { QueuedMessage, RunningTurn } from "../../lib/session/state";
import { awaitsAnswer, hasCalls } from "../../lib/session/steers";
import { finishCall, UNKNOWN_OUTCOME } from "./call";
import type { Attachments } from "./attachments";
import { filesPart, NO_ATTACHMENTS, shownPart } from "./attachments";
import type { Draft } from "./draft";
import { runningTurn } from "./running-turn";
import { latestKey, responseKey } from "./context";
import { logResponseDone } from "./response-done";
import { lease } from "./executor";
import type { Rules } from "./rules";
import { returnSteers } from "./steers";

export type NewTurn = {
  text: string;
  executorId: ExecutorId | null;
  queueId: QueueId | null;
  /** Null: nothing is told of it. */
  workspace: Workspace | null;
  /** Without `files` where the message had waited: those came with it into the queue. */
  attachments?: Attachments;
};

export function startTurn(draft: Draft, message: NewTurn, rules: Rules): void {
  const { text, executorId, queueId, workspace, attachments = NO_ATTACHMENTS } = message;
  const { turns, model } = draft.state.session;
  const parentTurnId = turns.at(-1)?.turnId ?? null;
  draft.log(
    {
      type: "turn.started",
      parentTurnId,
      text,
      model: model ?? rules.defaultModel,
      executorId,
      queueId,
      ...shownPart(attachments),
      ...(workspace === null ? {} : { workspace }),
    },
    filesPart(attachments),
  );
  if (executorId !== null) lease(draft, executorId, "message");
  const turn = runningTurn(draft);
  if (!turn) return;
  draft.act({ type: "set_timer", key: `turn:${turn.turnId}`, at: draft.at + rules.limits.turnMs });
}

/** Ends the turn: every open call is answered first, so that the context stays whole. */
export function finishTurn(draft: Draft, end: TurnEnd, rules: Rules): void {
  const turn = runningTurn(draft);
  if (!turn) return;
  if (turn.response.phase !== "done") draft.act({ type: "cancel_response", key: responseKey(turn) });
  if (end.reason !== "completed") forsakeCalls(draft, turn);
  if (end.reason !== "completed") returnSteers(draft, end.reason);
  logResponseDone(draft, "cancelled");
  for (const call of openCalls(draft.state.session)) {
    finishCall(draft, call, call.status === "awaiting_outcome" ? UNKNOWN_OUTCOME : CANCELLED);
  }
  draft.act({ type: "clear_timer", key: `turn:${turn.turnId}` });
  if (turn.steers.length > 0) draft.act({ type: "clear_timer", key: `steer:${turn.turnId}` });
  draft.log({ type: "turn.finished", turnId: turn.turnId, end });
  startQueued(draft, rules);
}

/** The line keeps a socket for the outputs of calls: it is told when none will come. */
function forsakeCalls(draft: Draft, turn: RunningTurn): void {
  const last = turn.responses.at(-1);
  if (last && hasCalls(turn, last.responseId)) draft.act({ type: "cancel_response", key: latestKey(turn) });
}

/** Ends the turn when the last response is over, and nothing is left to wait for. */
export function settleTurn(draft: Draft, rules: Rules): void {
  const turn = runningTurn(draft);
  if (turn?.response.phase !== "done" || !allSettled(turn.calls) || awaitsAnswer(turn)) return;
  const isWhole = turn.responses.at(-1)?.status === "completed";
  finishTurn(
    draft,
    isWhole ? { reason: "completed" } : { reason: "interrupted", error: NOT_CONTINUED },
    rules,
  );
}

const NOT_CONTINUED = {
  code: "interrupted",
  message: "The answer was cut off for your message, and the provider did not go on.",
};

const CANCELLED = {
  ok: false as const,
  error: { code: "cancelled", message: "The turn ended before the call did." },
};

/** A message of the queue as the turn that it starts. */
export function waitingTurn({ text, executorId, queueId, workspace, attachments }: QueuedMessage): NewTurn {
  return { text, executorId, queueId, workspace, attachments: { shown: attachments, files: [] } };
}

/** The next message is sent unless the queue is paused, which every end of a turn but a good one makes it. */
export function startQueued(draft: Draft, rules: Rules): void {
  const { queue, queueStatus } = draft.state.session;
  const next = queue[0];
  if (!next || queueStatus === "paused") return;
  startTurn(draft, waitingTurn(next), rules);
}
