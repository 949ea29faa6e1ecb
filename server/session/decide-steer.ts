import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { EventBody } from "../../lib/protocol/event";
import type { ExecutorId, QueueId } from "../../lib/protocol/ids";
import { MAX_PENDING_STEERS } from "../../lib/protocol/limits";
import { steerIdAt } from "../../lib/session/ids";
import type { Steer } from "../../lib/session/state";
import { pendingSteers } from "../../lib/session/steers";
import type { UpstreamEvent } from "../upstream/port";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";
import { handSteer, watchSteers } from "./steers";
import { settleTurn, startTurn, waitingTurn } from "./turn";

/** The line carries text into a running response, not files. */
const WITH_FILES = "A message with files waits until this turn has ended, or stop the turn first.";

type NewSteer = { text: string; executorId: ExecutorId | null; queueId: QueueId | null };
type SteerEvent = Extract<UpstreamEvent, { type: "steer_accepted" | "steer_waiting" | "steer_failed" }>;

export const steer = (draft: Draft, command: CommandOf<"steer">, rules: Rules): ErrorBody | null =>
  steerTurn(draft, { text: command.text, executorId: command.executorId, queueId: null }, rules);

export function sendQueuedNow(
  draft: Draft,
  { queueId }: CommandOf<"send_queued_now">,
  rules: Rules,
): ErrorBody | null {
  const message = draft.state.session.queue.find((waiting) => waiting.queueId === queueId);
  if (!message) return refuse("stale", "This message is not in the queue any more.");
  const { text, executorId, attachments } = message;
  if (!runningTurn(draft)) {
    startTurn(draft, waitingTurn(message), rules);
    return null;
  }
  if (attachments.length > 0) return refuse("not_steerable", WITH_FILES);
  return steerTurn(draft, { text, executorId, queueId }, rules);
}

/** Text for a turn that has ended meanwhile starts the next one: nothing that was said is lost. */
function steerTurn(draft: Draft, { text, executorId, queueId }: NewSteer, rules: Rules): ErrorBody | null {
  const turn = runningTurn(draft);
  if (!turn) {
    startTurn(draft, { text, executorId, queueId, workspace: null }, rules);
    return null;
  }
  if (pendingSteers(turn).length >= MAX_PENDING_STEERS) {
    return refuse(
      "too_many_steers",
      `${MAX_PENDING_STEERS} messages wait to be read already. Queue this one.`,
    );
  }
  const { turnId } = turn;
  const steerId = steerIdAt(draft.log({ type: "steer.requested", turnId, text, executorId, queueId }));
  if (turn.response.phase === "streaming") handSteer(draft, { steerId, text });
  if (turn.response.phase === "done") draft.log({ type: "steer.deferred", steerId });
  return null;
}

/**
 * What the provider says about a steer. It may come after the response that it addressed has ended, so
 * that it is told by the steer's id alone.
 */
export function decideSteerEvent(draft: Draft, event: SteerEvent, rules: Rules): null {
  const found = runningTurn(draft)?.steers.find(({ steerId }) => steerId === event.steerId);
  const news = found && newsOf(found, event);
  if (!news) return null;
  draft.log(news);
  watchSteers(draft, rules);
  settleTurn(draft, rules);
  return null;
}

/** Text that was not taken goes with the turn's next request; where nobody knows, it is the person's again. */
function newsOf({ status, steerId }: Steer, event: SteerEvent): EventBody | null {
  if (event.type !== "steer_failed")
    return status === "requested" ? { type: "steer.accepted", steerId } : null;
  if (status !== "requested" && status !== "accepted") return null;
  if (event.code === "no_answer") return { type: "steer.returned", steerId, reason: "unknown" };
  return { type: "steer.deferred", steerId };
}
