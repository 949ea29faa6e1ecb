import type { CommandOf } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import { isSameQuestion, openQuestion } from "../../lib/session/questions";
import { callOf } from "./decide-executor";
import type { Draft } from "./draft";
import { refuse } from "./refuse";
import type { Rules } from "./rules";

/** The page that runs a call asks the person. The call's time stands still until the answer. */
export function askPerson(draft: Draft, command: CommandOf<"ask_person">): ErrorBody | null {
  const { callId, executorId, claimId, index, question } = command;
  const call = callOf(draft, callId);
  const isRunning = call?.status === "started" || (call?.status === "assigned" && call.effect === "read");
  if (!isRunning || call.executorId !== executorId)
    return refuse("stale", "This call is not this page's to ask for.");
  if (call.status === "started" && call.claimId !== claimId)
    return refuse("stale", "This page did not start the call.");
  const known = call.questions[index];
  if (known && isSameQuestion(known.question, question)) return refuse("stale", "This was asked already.");
  const next = openQuestion(call) === null ? call.questions.length : call.questions.length - 1;
  if (index > next) return refuse("stale", "This call waits for another answer.");
  draft.log({ type: "question.asked", callId, index, question });
  draft.act({ type: "clear_timer", key: `call:${callId}` });
  return null;
}

/** Any page of the owner's may answer; the first answer that fits counts. */
export function answerQuestion(
  draft: Draft,
  { callId, questionId, answer }: CommandOf<"answer_question">,
  rules: Rules,
): ErrorBody | null {
  const call = callOf(draft, callId);
  const open = call ? openQuestion(call) : null;
  if (open?.questionId !== questionId) return refuse("stale", "This question is not open any more.");
  if (answer.status === "answered") {
    const checked = rules.checkAnswer(open.question, answer.values);
    if (!checked.ok) return refuse("invalid_answer", checked.message);
  }
  draft.log({ type: "question.answered", callId, questionId, answer });
  const resumed = callOf(draft, callId);
  if (resumed && "deadline" in resumed)
    draft.act({ type: "set_timer", key: `call:${callId}`, at: resumed.deadline });
  return null;
}
