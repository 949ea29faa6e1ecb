import { expect, test } from "vitest";
import type { Answer, Question } from "../protocol/question";
import type { AskedQuestion, SessionState, ToolCall } from "../session/state";
import { emptySession } from "../session/state";
import type { AskCommand } from "./asks";
import { Asks } from "./asks";

const sessionId = "session-0123456789";
const question = (title: string): Question => ({
  title,
  schema: { type: "object", properties: { it: { type: "boolean" } } },
});
const YES: Answer = { status: "answered", values: { it: true } };

const asked = (title: string, answer: Answer | null = null): AskedQuestion => ({
  ...{ questionId: "a1", question: question(title), askedAt: 1, answer },
});

function running(questions: readonly AskedQuestion[]): SessionState {
  const call: ToolCall = {
    ...{ callId: "c1", itemId: "i1", responseId: "r1", name: "tool", arguments: "{}", effect: "read" },
    proposed: null,
    ...{ server: null, requestedAt: 1, progress: null, questions },
    ...{ status: "assigned", executorId: "executor-0123456789", deadline: 9, assignedAt: 1 },
  };
  const turn: SessionState["turn"] = {
    ...{ status: "running", turnId: "t1", parentTurnId: null, startedAt: 1, model: "m", text: "go" },
    ...{ executorId: null, entries: [], calls: new Map([["c1", call]]), responses: [], steers: [] },
    ...{ attachments: [], workspace: null, response: { phase: "done", responseId: "r1" } },
  };
  return { ...emptySession(sessionId), turn };
}

/** One run of a call, with what it has sent. `see` folds the log as it is then. */
function setUp(before: readonly AskedQuestion[] = []) {
  const sent: AskCommand[] = [];
  const asks = new Asks((_session, command) => sent.push(command));
  const see = (...questions: AskedQuestion[]) => asks.update(sessionId, running(questions));
  see(...before);
  const stop = new AbortController();
  const ask = asks.for({ sessionId, callId: "c1", claimId: null, signal: stop.signal });
  return { sent, asks, see, stop, ask };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("[ASK-1] a question is sent once, and its answer is what the log says", async () => {
  const { sent, see, ask } = setUp();
  const answer = ask(question("One?"));
  await expect.poll(() => sent).toHaveLength(1);
  expect(sent[0]).toEqual({
    ...{ type: "ask_person", callId: "c1", claimId: null, index: 0, question: question("One?") },
  });
  see(asked("One?"));
  see(asked("One?", YES));
  expect(await answer).toEqual(YES);
  expect(sent).toHaveLength(1);
});

test("[ASK-2] a tool that asks twice at once is heard one after the other", async () => {
  const { sent, see, ask } = setUp();
  const answers = Promise.all([ask(question("One?")), ask(question("Two?"))]);
  await expect.poll(() => sent).toHaveLength(1);
  see(asked("One?"));
  await settled();
  expect(sent).toHaveLength(1);
  see(asked("One?", YES));
  await expect.poll(() => sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ index: 1, question: { title: "Two?" } });
  see(asked("One?", YES), asked("Two?", { status: "declined" }));
  expect(await answers).toEqual([YES, { status: "declined" }]);
});

test("[ASK-2] a page that begins the call anew is given the answers of before, and waits for the open one", async () => {
  const { sent, see, ask } = setUp([asked("One?", YES), asked("Two?")]);
  expect(await ask(question("One?"))).toEqual(YES);
  const second = ask(question("Two?"));
  await settled();
  see(asked("One?", YES), asked("Two?", YES));
  expect(await second).toEqual(YES);
  expect(sent).toEqual([]);
});

test("[ASK-2] what it asks otherwise it asks at that place", async () => {
  const { sent, ask } = setUp([asked("One?", YES)]);
  void ask(question("Another?"));
  await expect.poll(() => sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ index: 0, question: { title: "Another?" } });
});

test("[ASK-5] a call that is over is not waited for", async () => {
  const { sent, see, stop, ask } = setUp();
  const answer = ask(question("One?"));
  await expect.poll(() => sent).toHaveLength(1);
  stop.abort();
  await expect(answer).rejects.toMatchObject({ code: "cancelled" });
  await expect(ask(question("Two?"))).rejects.toMatchObject({ code: "cancelled" });
  see(asked("One?", YES));
});

test("[ASK-2] a question that is none, and one too many, are errors of the tool and are not sent", async () => {
  const sixteen = Array.from({ length: 16 }, (_none, at) => asked(`${at}`, YES));
  const { sent, ask } = setUp(sixteen);
  await expect(ask({ title: "", schema: { type: "object", properties: {} } })).rejects.toMatchObject({
    code: "invalid_question",
  });
  for (const { question: same } of sixteen) await ask(same);
  await expect(ask(question("more"))).rejects.toMatchObject({ code: "too_many_questions" });
  expect(sent).toEqual([]);
});
