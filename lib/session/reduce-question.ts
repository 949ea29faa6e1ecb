import type { EventOf, EventType, Stamp } from "../protocol/event";
import { questionIdAt } from "./ids";
import { openQuestion } from "./questions";
import { withCall } from "./reduce-call";
import type { AskedQuestion, SessionState, ToolCall } from "./state";

type Logged<T extends EventType> = EventOf<T> & Stamp;

/** A page that begins the call anew and asks something else at this place makes what came after it void. */
export function questionAsked(state: SessionState, event: Logged<"question.asked">): SessionState {
  const { seq, at, callId, index, question } = event;
  const asked: AskedQuestion = { questionId: questionIdAt(seq), question, askedAt: at, answer: null };
  return withCall(state, callId, (call) => ({
    ...resumed(call, at),
    questions: [...call.questions.slice(0, index), asked],
  }));
}

export function questionAnswered(state: SessionState, event: Logged<"question.answered">): SessionState {
  return withCall(state, event.callId, (call) => {
    const open = openQuestion(call);
    if (open?.questionId !== event.questionId) return call;
    const answered = { ...open, answer: event.answer };
    return { ...resumed(call, event.at), questions: [...call.questions.slice(0, -1), answered] };
  });
}

/** The time that a question was open is not the tool's. */
function resumed(call: ToolCall, at: number): ToolCall {
  const open = openQuestion(call);
  if (open === null || !("deadline" in call)) return call;
  return { ...call, deadline: call.deadline + at - open.askedAt };
}
