import type { EventOf, EventType, Stamp } from "../protocol/event";
import { turnIdAt } from "./ids";
import { without, withQueue } from "./reduce-queue";
import type { RunningTurn, SessionState } from "./state";
import { unfinishedText } from "./unfinished";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function turnStarted(state: SessionState, event: Logged<"turn.started">): SessionState {
  const turn: RunningTurn = {
    status: "running",
    response: { phase: "requested" },
    turnId: turnIdAt(event.seq),
    parentTurnId: event.parentTurnId,
    startedAt: event.at,
    model: event.model,
    text: event.text,
    attachments: event.attachments ?? [],
    workspace: event.workspace ?? null,
    executorId: event.executorId,
    entries: [],
    calls: new Map(),
    responses: [],
    steers: [],
  };
  return { ...withQueue(state, without(state.queue, event.queueId)), turn };
}

/** Only a turn that ended well is followed by the next message: any other end pauses the queue. */
export function turnFinished(state: SessionState, event: Logged<"turn.finished">): SessionState {
  const { turn } = state;
  if (turn.status !== "running" || turn.turnId !== event.turnId) return state;
  const { response: _response, ...body } = turn;
  const entries = [...turn.entries, ...unfinishedText(state.live)];
  const finished = { ...body, entries, status: "finished" as const, finishedAt: event.at, end: event.end };
  const isPaused = event.end.reason !== "completed" && state.queue.length > 0;
  const queueStatus = isPaused ? "paused" : state.queueStatus;
  const turns = [...state.turns, finished];
  return { ...state, turn: { status: "idle" }, turns, live: new Map(), queueStatus };
}
