import type { EventOf, EventType, SessionEvent, Stamp } from "../protocol/event";
import type { SteerId } from "../protocol/ids";
import { assertNever } from "../util/assert-never";
import { queueIdAt, steerIdAt } from "./ids";
import { without, withQueue } from "./reduce-queue";
import type { QueuedMessage, RunningTurn, SessionState, Steer, SteerStatus } from "./state";
import { isPending, phaseAfterDone } from "./steers";

type Logged<T extends EventType> = EventOf<T> & Stamp;

type SteerEvent = Extract<SessionEvent, { type: `steer.${string}` }>;

export function reduceSteer(state: SessionState, event: SteerEvent): SessionState {
  switch (event.type) {
    case "steer.requested":
      return steerRequested(state, event);
    case "steer.accepted":
      return withStatus(state, event.steerId, { status: "accepted" });
    case "steer.deferred":
      return withStatus(state, event.steerId, { status: "deferred" });
    case "steer.applied":
      return steerApplied(state, event);
    case "steer.returned":
      return steerReturned(state, event);
    default:
      return assertNever(event);
  }
}

function steerRequested(state: SessionState, event: Logged<"steer.requested">): SessionState {
  const { turn } = state;
  if (turn.status !== "running" || turn.turnId !== event.turnId) return state;
  const { text, at, executorId, queueId } = event;
  const handedTo = turn.response.phase === "streaming" ? turn.response.responseId : null;
  const steerId = steerIdAt(event.seq);
  const steer: Steer = { status: "requested", handedTo, steerId, text, at, executorId };
  const next = withQueue(state, without(state.queue, queueId));
  return { ...next, turn: { ...turn, steers: [...turn.steers, steer] } };
}

/** The entry comes from the event itself: a guest sees it without having seen the steer before. */
function steerApplied(state: SessionState, event: Logged<"steer.applied">): SessionState {
  const { steerId, text, at } = event;
  const next = withStatus(state, steerId, { status: "applied" });
  if (next.turn.status !== "running") return state;
  const entries = [...next.turn.entries, { kind: "steer" as const, steerId, text, at }];
  return { ...next, turn: { ...next.turn, entries } };
}

/** The text goes to the head of the queue, behind what came back before it. Nothing is sent again unasked. */
function steerReturned(state: SessionState, event: Logged<"steer.returned">): SessionState {
  const { steerId, reason } = event;
  const steer = pendingSteer(state, steerId);
  if (!steer) return state;
  const { text, at, executorId } = steer;
  const queueId = queueIdAt(event.seq);
  const message: QueuedMessage = {
    ...{ queueId, text, at, executorId, attachments: [], workspace: null },
    returned: reason,
  };
  const firstKept = state.queue.findIndex((waiting) => waiting.returned === null);
  const head = firstKept === -1 ? state.queue.length : firstKept;
  const queue = [...state.queue.slice(0, head), message, ...state.queue.slice(head)];
  return { ...withStatus(state, steerId, { status: "returned", reason }), queue, queueStatus: "paused" };
}

function pendingSteer({ turn }: SessionState, steerId: SteerId): Steer | undefined {
  if (turn.status !== "running") return undefined;
  return turn.steers.find((steer) => steer.steerId === steerId && isPending(steer));
}

function withStatus(state: SessionState, steerId: SteerId, status: SteerStatus): SessionState {
  const { turn } = state;
  if (turn.status !== "running" || !pendingSteer(state, steerId)) return state;
  const steers = turn.steers.map((steer) => (steer.steerId === steerId ? changed(steer, status) : steer));
  return { ...state, turn: withPhase({ ...turn, steers }) };
}

function changed({ steerId, text, at, executorId }: Steer, status: SteerStatus): Steer {
  return { steerId, text, at, executorId, ...status };
}

/** A steer that moved may be what a response that has ended was waiting for. */
function withPhase(turn: RunningTurn): RunningTurn {
  const { response } = turn;
  if (response.phase !== "done" && response.phase !== "awaited") return turn;
  return { ...turn, response: phaseAfterDone(turn, response.responseId) };
}

/** A response that has begun is handed the text that was given before it could be. */
export const handSteers = (steers: readonly Steer[], responseId: string): readonly Steer[] =>
  steers.some(isUnhanded)
    ? steers.map((steer) => (isUnhanded(steer) ? { ...steer, handedTo: responseId } : steer))
    : steers;

const isUnhanded = (steer: Steer): steer is Extract<Steer, { status: "requested" }> =>
  steer.status === "requested" && steer.handedTo === null;
