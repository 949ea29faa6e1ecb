import type { ErrorBody } from "../../lib/protocol/error";
import { assertNever } from "../../lib/util/assert-never";
import { decideCommand } from "./decide-command";
import { executorAway } from "./decide-executor";
import { decideOwnerStarted } from "./decide-owner";
import { decideDelta } from "./decide-delta";
import { decideTimer } from "./decide-timer";
import { decideUpstream } from "./decide-upstream";
import { Draft } from "./draft";
import type { Effect, Input, InternalCommand, LoggedEvent } from "./input";
import type { OwnerState } from "./owner-state";
import { createRequest } from "./request";
import type { Rules } from "./rules";
import { dueKey, runningTurn } from "./running-turn";
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
  requestWhatIsDue(draft, input.type === "owner_started" ? null : dueKey(state), rules);
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
      return decideInternal(draft, input.command);
    case "upstream":
      return input.event.type === "item_delta" ? null : decideUpstream(draft, input.event, rules);
    case "timer":
      return decideTimer(draft, input.key, rules);
    case "executor_away":
      return executorAway(draft, input.executorId, rules);
    case "owner_started":
      return decideOwnerStarted(draft, rules);
    default:
      return assertNever(input);
  }
}

function decideInternal(draft: Draft, command: InternalCommand): null {
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
    default:
      return assertNever(command);
  }
}
