import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import type { EventOf } from "../../lib/protocol/event";
import type { ExecutorId } from "../../lib/protocol/ids";
import { MAX_QUEUED_MESSAGES } from "../../lib/protocol/limits";
import type { Workspace } from "../../lib/protocol/workspace";
import { assertNever } from "../../lib/util/assert-never";
import type { Attachments } from "./attachments";
import { filesPart, shownPart } from "./attachments";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";
import { startQueued } from "./turn";

type QueueCommand = CommandOf<"remove_queued" | "edit_queued" | "reorder_queue">;

export type NewMessage = {
  text: string;
  executorId: ExecutorId | null;
  attachments: Attachments;
  workspace: Workspace | null;
};

export function enqueue(draft: Draft, message: NewMessage): ErrorBody | null {
  const { text, executorId, attachments, workspace } = message;
  if (draft.state.session.queue.length >= MAX_QUEUED_MESSAGES) {
    return refuse("queue_full", `${MAX_QUEUED_MESSAGES} messages wait already. Remove one, or wait.`);
  }
  const told = workspace === null ? {} : { workspace };
  draft.log(
    { type: "turn.queued", text, executorId, ...shownPart(attachments), ...told },
    filesPart(attachments),
  );
  return null;
}

/** What another tab has sent or removed meanwhile cannot be changed any more. */
export function changeQueue(draft: Draft, command: QueueCommand): ErrorBody | null {
  const { queue } = draft.state.session;
  const named = [command.queueId, command.type === "reorder_queue" ? command.before : null];
  const isThere = named.every((id) => id === null || queue.some(({ queueId }) => queueId === id));
  if (!isThere) return refuse("stale", "This message is not in the queue any more.");
  draft.log(changeOf(command));
  return null;
}

function changeOf(command: QueueCommand): EventOf<"queue.changed"> {
  const type = "queue.changed";
  switch (command.type) {
    case "remove_queued":
      return { type, removed: command.queueId };
    case "edit_queued":
      return { type, edited: command.queueId, text: command.text };
    case "reorder_queue":
      return { type, moved: command.queueId, before: command.before };
    default:
      return assertNever(command);
  }
}

export function resumeQueue(draft: Draft, rules: Rules): ErrorBody | null {
  if (draft.state.session.queueStatus !== "paused") return refuse("stale", "The queue is not paused.");
  draft.log({ type: "queue.changed", resumed: true });
  if (!runningTurn(draft)) startQueued(draft, rules);
  return null;
}
