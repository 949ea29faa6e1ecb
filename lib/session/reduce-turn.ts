import type { EventOf, EventType, Stamp } from "../protocol/event";
import { queueIdAt, turnIdAt } from "./ids";
import type { RunningTurn, SessionState } from "./state";
import { unfinishedText } from "./unfinished";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function turnQueued(state: SessionState, event: Logged<"turn.queued">): SessionState {
  const message = { queueId: queueIdAt(event.seq), text: event.text, at: event.at };
  return { ...state, queue: [...state.queue, message] };
}

export function queueChanged(state: SessionState, event: Logged<"queue.changed">): SessionState {
  return { ...state, queue: state.queue.filter((message) => message.queueId !== event.removed) };
}

export function turnStarted(state: SessionState, event: Logged<"turn.started">): SessionState {
  const turn: RunningTurn = {
    status: "running",
    response: { phase: "requested" },
    turnId: turnIdAt(event.seq),
    parentTurnId: event.parentTurnId,
    startedAt: event.at,
    model: event.model,
    text: event.text,
    executorId: event.executorId,
    entries: [],
    calls: new Map(),
    responses: [],
  };
  return { ...state, turn, queue: state.queue.filter((message) => message.queueId !== event.queueId) };
}

export function turnFinished(state: SessionState, event: Logged<"turn.finished">): SessionState {
  const { turn } = state;
  if (turn.status !== "running" || turn.turnId !== event.turnId) return state;
  const { response: _response, ...body } = turn;
  const entries = [...turn.entries, ...unfinishedText(state.live)];
  const finished = { ...body, entries, status: "finished" as const, finishedAt: event.at, end: event.end };
  return { ...state, turn: { status: "idle" }, turns: [...state.turns, finished], live: new Map() };
}
