import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import { assertNever } from "../../lib/util/assert-never";
import { readAttachments } from "./attachments";
import { resolveApproval, revokeGrant } from "./decide-approval";
import { compact } from "./decide-compaction";
import { attachExecutor, detachExecutor, reportProgress, startToolCall, takeTools } from "./decide-executor";
import { resolveOutcome, submitToolOutput } from "./decide-outcome";
import { answerQuestion, askPerson } from "./decide-question";
import { changeQueue, enqueue, resumeQueue } from "./decide-queue";
import { sendQueuedNow, steer } from "./decide-steer";
import type { Draft } from "./draft";
import type { Input } from "./input";
import type { Rules } from "./rules";
import { refuse } from "./refuse";
import { runningTurn } from "./running-turn";
import { finishTurn, startTurn } from "./turn";

type CommandInput = Extract<Input, { type: "command" }>;

export function decideCommand(draft: Draft, input: CommandInput, rules: Rules): ErrorBody | null {
  if (input.role !== "owner") return refuse("forbidden", "This link can only read.");
  if (draft.state.commandIds.has(input.commandId))
    return refuse("duplicate", "This command is in the log already.");
  return dispatch(draft, input, rules);
}

function dispatch(draft: Draft, { command, principal }: CommandInput, rules: Rules): ErrorBody | null {
  switch (command.type) {
    case "create_session":
      return createSession(draft, command, rules);
    case "send_message":
      return sendMessage(draft, command, rules);
    case "remove_queued":
    case "edit_queued":
    case "reorder_queue":
      return changeQueue(draft, command);
    case "resume_queue":
      return resumeQueue(draft, rules);
    case "send_queued_now":
      return sendQueuedNow(draft, command, rules);
    case "steer":
      return steer(draft, command, rules);
    case "cancel_turn":
      return cancelTurn(draft, rules);
    case "attach_executor":
      return attachExecutor(draft, { command, principal }, rules);
    case "detach_executor":
      return detachExecutor(draft, command, rules);
    case "take_tools":
      return takeTools(draft, { command, principal }, rules);
    case "start_tool_call":
      return startToolCall(draft, command);
    case "report_progress":
      return reportProgress(draft, command);
    case "submit_tool_output":
      return submitToolOutput(draft, command, rules);
    case "ask_person":
      return askPerson(draft, command);
    case "answer_question":
      return answerQuestion(draft, command, rules);
    case "resolve_approval":
      return resolveApproval(draft, command, rules);
    case "revoke_grant":
      return revokeGrant(draft, command);
    case "resolve_outcome":
      return resolveOutcome(draft, command, rules);
    case "configure":
      return configure(draft, command);
    case "compact":
      return compact(draft, rules);
    case "rename":
      return rename(draft, command);
    default:
      return assertNever(command);
  }
}

function createSession(draft: Draft, command: CommandOf<"create_session">, rules: Rules): ErrorBody | null {
  if (draft.state.session.seq > 0) return refuse("duplicate", "The session exists already.");
  draft.log({ type: "session.created", model: command.model ?? rules.defaultModel });
  return null;
}

function sendMessage(draft: Draft, command: CommandOf<"send_message">, rules: Rules): ErrorBody | null {
  const { text, executorId, workspace = null } = command;
  const attachments = readAttachments(command.attachments ?? []);
  if ("code" in attachments) return attachments;
  if (text === "" && attachments.files.length === 0) return refuse("invalid_command", "There is no message.");
  if (runningTurn(draft)) return enqueue(draft, { text, executorId, attachments, workspace });
  startTurn(draft, { text, executorId, queueId: null, attachments, workspace }, rules);
  return null;
}

function cancelTurn(draft: Draft, rules: Rules): ErrorBody | null {
  if (!runningTurn(draft)) return refuse("stale", "No turn runs.");
  finishTurn(draft, { reason: "stopped" }, rules);
  return null;
}

function configure(draft: Draft, { model }: CommandOf<"configure">): ErrorBody | null {
  draft.log({ type: "session.configured", model });
  return null;
}

function rename(draft: Draft, { title }: CommandOf<"rename">): ErrorBody | null {
  draft.log({ type: "session.renamed", title });
  return null;
}
