import type { Command } from "../protocol/command";
import type { CallId, SessionId } from "../protocol/ids";
import { MAX_QUESTIONS } from "../protocol/limits";
import type { Answer, Question } from "../protocol/question";
import { openCalls } from "../session/calls";
import { isSameQuestion } from "../session/questions";
import type { AskedQuestion, SessionState } from "../session/state";
import { ToolError } from "./define-tool";
import { loadWireSchemas } from "./wire-schemas";
import { keyOf } from "./work";

export type AskCommand = Omit<Extract<Command, { type: "ask_person" }>, "executorId">;
export type Ask = (question: Question) => Promise<Answer>;

type Waiting = { index: number; question: Question; settle: (answer: Answer) => void };

/** A call as it runs: under which claim, and until when. */
export type AskingCall = {
  sessionId: SessionId;
  callId: CallId;
  claimId: string | null;
  signal: AbortSignal;
};

/**
 * What the tools of this page have asked the person. The first question of a run is the first one that the log
 * has of its call, and so on: a page that begins a call anew is given the answers that were given already.
 */
export class Asks {
  readonly #send: (sessionId: SessionId, command: AskCommand) => void;
  readonly #asked = new Map<string, readonly AskedQuestion[]>();
  readonly #waiting = new Map<string, Set<Waiting>>();

  constructor(send: (sessionId: SessionId, command: AskCommand) => void) {
    this.#send = send;
  }

  /** The session has moved on: perhaps somebody has answered. */
  update(sessionId: SessionId, state: SessionState): void {
    const open = new Map(openCalls(state).map((call) => [keyOf(sessionId, call.callId), call.questions]));
    for (const key of this.#asked.keys())
      if (key.startsWith(`${sessionId} `) && !open.has(key)) this.#asked.delete(key);
    for (const [key, questions] of open) {
      this.#asked.set(key, questions);
      for (const waiting of this.#waiting.get(key) ?? []) this.#settle(key, waiting);
    }
  }

  /** The way to ask for one run of a call: one question after the other. */
  for(call: AskingCall): Ask {
    let next = 0;
    let before: Promise<unknown> = Promise.resolve();
    return (question) => {
      const answer = before.then(async () => this.#ask(call, await checked(question, next), next++));
      before = answer.catch(() => undefined);
      return answer;
    };
  }

  #ask(call: AskingCall, question: Question, index: number): Promise<Answer> {
    const { sessionId, callId, claimId, signal } = call;
    const key = keyOf(sessionId, callId);
    if (signal.aborted) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#forget(key, waiting);
        reject(cancelled());
      };
      const settle = (answer: Answer): void => {
        signal.removeEventListener("abort", abort);
        resolve(answer);
      };
      const waiting = { index, question, settle };
      const all = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, all.add(waiting));
      signal.addEventListener("abort", abort, { once: true });
      this.#settle(key, waiting);
      if (!all.has(waiting) || this.#isKnown(key, waiting)) return;
      this.#send(sessionId, { type: "ask_person", callId, claimId, index, question });
    });
  }

  #isKnown(key: string, { index, question }: Waiting): boolean {
    const known = this.#asked.get(key)?.[index];
    return known !== undefined && isSameQuestion(known.question, question);
  }

  #settle(key: string, waiting: Waiting): void {
    const answer = this.#isKnown(key, waiting) ? this.#asked.get(key)?.[waiting.index]?.answer : null;
    if (!answer) return;
    this.#forget(key, waiting);
    waiting.settle(answer);
  }

  #forget(key: string, waiting: Waiting): void {
    const all = this.#waiting.get(key);
    all?.delete(waiting);
    if (all?.size === 0) this.#waiting.delete(key);
  }
}

const cancelled = (): ToolError => new ToolError("cancelled", "The call was cancelled.");

/** The question as the wire takes it; what it would refuse is an error of the tool. */
export async function checked(question: Question, index: number): Promise<Question> {
  if (index >= MAX_QUESTIONS)
    throw new ToolError("too_many_questions", `A call may ask ${MAX_QUESTIONS} questions.`);
  const { questionSchema } = await loadWireSchemas();
  const parsed = questionSchema.safeParse(question);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new ToolError(
    "invalid_question",
    `The question cannot be asked: ${where} ${issue?.message ?? ""}`.trim(),
  );
}
