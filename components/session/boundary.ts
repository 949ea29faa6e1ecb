import type { SessionView } from "../../lib/client/state";
import { openQuestion } from "../../lib/session/questions";
import type { SessionState } from "../../lib/session/state";

/** A moment that somebody who does not see the page must hear about; `""` when there is none. */
export type Boundary = { text: string; urgent: boolean };

const QUIET: Boundary = { text: "", urgent: false };

function whileRunning({ turn }: SessionState): Boundary {
  if (turn.status !== "running") return QUIET;
  const lost = [...turn.calls.values()].filter(({ status }) => status === "awaiting_outcome");
  const questions = [...turn.calls.values()].flatMap((call) => openQuestion(call)?.question.title ?? []);
  if (questions.length > 0) return { text: `You are asked: ${questions.join(" ")}`, urgent: false };
  if (lost.length > 0)
    return { text: `Did it happen? ${lost.map(({ name }) => name).join(", ")}`, urgent: false };
  const asking = [...turn.calls.values()].filter(({ status }) => status === "awaiting_approval");
  if (asking.length === 0) return { text: "Answering", urgent: false };
  return { text: `Needs approval: ${asking.map(({ name }) => name).join(", ")}`, urgent: false };
}

function afterTurn({ turns }: SessionState): Boundary {
  const end = turns.at(-1)?.end;
  if (!end) return QUIET;
  switch (end.reason) {
    case "completed":
      return { text: "Answer ready", urgent: false };
    case "stopped":
      return { text: "Stopped", urgent: false };
    case "interrupted":
    case "failed":
    case "limit":
      return { text: `The answer ended early: ${end.error.message}`, urgent: true };
  }
}

/** What a session is doing, in words for assistive technology. */
export function boundaryOf({ phase, session }: SessionView): Boundary {
  if (phase !== "live") return QUIET;
  return session.turn.status === "running" ? whileRunning(session) : afterTurn(session);
}
