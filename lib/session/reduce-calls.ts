import type { SessionEvent } from "../protocol/event";
import {
  approvalRequested,
  approvalResolved,
  callAssigned,
  callFinished,
  callProgress,
  callRequested,
  callStarted,
  grantRevoked,
  outcomeRequested,
  outcomeResolved,
} from "./reduce-call";
import { questionAnswered, questionAsked } from "./reduce-question";
import type { SessionState } from "./state";

type CallPrefix = "tool_call" | "approval" | "grant" | "outcome" | "question";
type CallEvent = Extract<SessionEvent, { type: `${CallPrefix}.${string}` }>;

/** Folds what happens to a tool call. Total, as `reduce` is. */
export function reduceCalls(state: SessionState, event: CallEvent): SessionState {
  switch (event.type) {
    case "tool_call.requested":
      return callRequested(state, event);
    case "approval.requested":
      return approvalRequested(state, event);
    case "approval.resolved":
      return approvalResolved(state, event);
    case "grant.revoked":
      return grantRevoked(state, event);
    case "tool_call.assigned":
      return callAssigned(state, event);
    case "tool_call.started":
      return callStarted(state, event);
    case "tool_call.progress":
      return callProgress(state, event);
    case "tool_call.finished":
      return callFinished(state, event);
    case "outcome.requested":
      return outcomeRequested(state, event);
    case "outcome.resolved":
      return outcomeResolved(state, event);
    case "question.asked":
      return questionAsked(state, event);
    case "question.answered":
      return questionAnswered(state, event);
    default:
      event satisfies never;
      return state;
  }
}
