import type { ErrorBody } from "../../lib/protocol/error";
import { assertNever } from "../../lib/util/assert-never";
import { decideCommand } from "./decide-command";
import { executorAway } from "./decide-executor";
import { compactIfFull, takeSummary } from "./decide-compaction";
import { decideOwnerStarted } from "./decide-owner";
import { decideDelta } from "./decide-delta";
import { decideSteerEvent } from "./decide-steer";
import { decideTimer } from "./decide-timer";
import { decideUpstream } from "./decide-upstream";
import type { UpstreamEvent } from "../upstream/port";
import { Draft } from "./draft";
import type { Effect, Input, InternalCommand, LoggedEvent } from "./input";
import type { OwnerState } from "./owner-state";
import { createRequest, settingsOf } from "./request";
import type { Rules } from "./rules";
import { dueKey, runningTurn } from "./running-turn";
import { takeTitle, askTitleIfDue } from "./titles";
import { finishTurn } from "./turn";

export type Decision = {
  state: OwnerState;
  events: readonly LoggedEvent[];
  effects: readonly Effect[];
  /** Why a command caused nothing. */
  refusal: ErrorBody | null;
};

/** What follows from one input. Pure: the same state and input always give the same decision. */
export function decide(state: OwnerState, input: Input, rules: Rules): Decision {
  if (input.type === "upstream" && input.event.type === "item_delta") {
    return { ...decideDelta(state, input), effects: [], refusal: null };
  }
  const commandId = input.type === "command" ? input.commandId : null;
  const draft = new Draft(state, { at: input.at, commandId });
  const refusal = dispatch(draft, input, rules);
  if (refusal) return { state, events: [], effects: [], refusal };
  const isStart = input.type === "owner_started";
  requestWhatIsDue(draft, isStart ? null : dueKey(state), rules);
  askTitleIfDue(draft, isStart ? null : state, rules);
  compactIfFull(draft, state, rules);
  return { state: draft.state, events: draft.events, effects: draft.effects, refusal: null };
}

/** A response that has become due by this decision is asked for, unless the turn has had its share. */
function requestWhatIsDue(draft: Draft, asked: string | null, rules: Rules): void {
  const { rounds } = rules.limits;
  if (dueKey(draft.state) !== null && (runningTurn(draft)?.responses.length ?? 0) >= rounds) {
    const message = `Stopped after ${rounds} rounds of tools. Send a message to go on.`;
    finishTurn(draft, { reason: "limit", error: { code: "too_many_rounds", message } }, rules);
  }
  const turn = runningTurn(draft);
  if (!turn || dueKey(draft.state) === null || dueKey(draft.state) === asked) return;
  draft.act({ type: "create_response", request: createRequest(draft.state, turn, rules) });
}

function dispatch(draft: Draft, input: Input, rules: Rules): ErrorBody | null {
  switch (input.type) {
    case "command":
      return decideCommand(draft, input, rules);
    case "internal":
      return decideInternal(draft, input.command, rules);
    case "upstream":
      return upstream(draft, input.event, rules);
    case "timer":
      return decideTimer(draft, input.key, rules);
    case "executor_away":
      return executorAway(draft, input.executorId, rules);
    case "warm":
      warm(draft, rules);
      return null;
    case "titled":
      takeTitle(draft, input.answer);
      return null;
    case "summarised":
      takeSummary(draft, input, rules);
      return null;
    case "owner_started":
      return decideOwnerStarted(draft, input.present, rules);
    default:
      return assertNever(input);
  }
}

/** A turn that runs has a line already. */
function warm(draft: Draft, rules: Rules): void {
  const { session } = draft.state;
  if (session.seq === 0 || session.turn.status === "running") return;
  const settings = settingsOf(draft.state, session.model ?? rules.defaultModel, rules);
  draft.act({ type: "warm_line", settings });
}

/** What becomes of a steer is told by the steer's own id; all else belongs to one response. */
function upstream(draft: Draft, event: UpstreamEvent, rules: Rules): null {
  switch (event.type) {
    case "item_delta":
      return null;
    case "steer_accepted":
    case "steer_waiting":
    case "steer_failed":
      return decideSteerEvent(draft, event, rules);
    default:
      return decideUpstream(draft, event, rules);
  }
}

function decideInternal(draft: Draft, command: InternalCommand, rules: Rules): null {
  switch (command.type) {
    case "record_share": {
      const { shareId, role, expiresAt } = command;
      if (!draft.state.session.shares.has(shareId))
        draft.log({ type: "share.created", shareId, role, expiresAt });
      return null;
    }
    case "record_revoke": {
      const share = draft.state.session.shares.get(command.shareId);
      if (share && !share.revoked) draft.log({ type: "share.revoked", shareId: command.shareId });
      return null;
    }
    case "stop":
      if (runningTurn(draft)) finishTurn(draft, { reason: "stopped" }, rules);
      return null;
    default:
      return assertNever(command);
  }
}
