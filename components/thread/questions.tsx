"use client";

import type { SessionId } from "../../lib/protocol/ids";
import { openQuestion } from "../../lib/session/questions";
import type { RunningTurn } from "../../lib/session/state";
import { QuestionCard } from "./asking/question-card";
import { ApprovalCard } from "./approval-card";
import { OutcomeCard } from "./outcome-card";

/** What the turn waits to hear from the person. */
export function Questions({ sessionId, turn }: { sessionId: SessionId; turn: RunningTurn }) {
  return [...turn.calls.values()].map((call) => {
    if (call.status === "awaiting_approval")
      return <ApprovalCard key={call.callId} sessionId={sessionId} call={call} />;
    if (call.status === "awaiting_outcome")
      return <OutcomeCard key={call.callId} sessionId={sessionId} call={call} />;
    const asked = openQuestion(call);
    if (asked) return <QuestionCard key={asked.questionId} sessionId={sessionId} call={call} asked={asked} />;
    return null;
  });
}
