import { expect, test } from "vitest";
import type { Answer, Question } from "../../lib/protocol/question";
import { openCalls } from "../../lib/session/calls";
import { openQuestion } from "../../lib/session/questions";
import type { TestPage } from "../testing/page";
import { mintCookie } from "../testing/page";
import { usePages } from "../testing/pages";
import { attachment, EXECUTOR, script } from "../testing/test-tools";

const { open, newSession, secondTab, server, post } = usePages();

const QUESTION: Question = {
  title: "Which colour?",
  schema: { type: "object", properties: { colour: { type: "string", enum: ["red", "teal"] } } },
};
const TEAL: Answer = { status: "answered", values: { colour: "teal" } };

const callOf = (page: TestPage) => openCalls(page.state)[0];

/** A page whose call has asked the person. */
async function asking(): Promise<{ page: TestPage; callId: string; questionId: string }> {
  const page = await newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "look", arguments: {} } }], [{ outputs: true }]]), EXECUTOR);
  await page.until(() => callOf(page)?.status === "assigned");
  const callId = callOf(page)?.callId ?? "";
  const ask = { type: "ask_person" as const, callId, executorId: EXECUTOR, claimId: null, index: 0 };
  page.command({ ...ask, question: QUESTION });
  const asked = () => openQuestion(callOf(page) ?? { questions: [] });
  await page.until(() => asked() !== null);
  return { page, callId, questionId: asked()?.questionId ?? "" };
}

test("[ASK-3] another tab of the same person sees the question, and its answer reaches the page that asked", async () => {
  const { page, callId, questionId } = await asking();
  const tab = await secondTab(page);
  await tab.until(() => callOf(tab)?.questions[0]?.question.title === QUESTION.title);
  const wrong: Answer = { status: "answered", values: { colour: "green" } };
  const refused = tab.command({ type: "answer_question", callId, questionId, answer: wrong });
  const { error } = await tab.frame("rejected", ({ commandId }) => commandId === refused);
  expect(error).toMatchObject({ code: "invalid_answer", message: "Colour: Choose one of the options." });
  tab.command({ type: "answer_question", callId, questionId, answer: TEAL });
  await page.until(() => callOf(page)?.questions[0]?.answer !== null);
  expect(callOf(page)?.questions[0]?.answer).toEqual(TEAL);
  const outcome = { ok: true as const, output: "teal it is" };
  page.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId: null, outcome },
    ...{ artifact: null, ranMs: 1 },
  });
  await page.finished();
  expect(page.answer()).toContain("teal it is");
});

test("[ASK-6] a guest sees no question and no answer, and answers none", async () => {
  const { page, callId, questionId } = await asking();
  const { shareId, secret } = (await post(`/api/sessions/${page.sessionId}/shares`, page.cookie)) as {
    shareId: string;
    secret: string;
  };
  const cookie = await mintCookie(server().origin);
  await post(`/api/shares/${shareId}/open`, cookie, { secret });
  const guest = await open({ cookie, sessionId: page.sessionId });
  guest.subscribe();
  await guest.frame("caught_up");
  const given = guest.command({ type: "answer_question", callId, questionId, answer: TEAL });
  expect((await guest.frame("rejected", ({ commandId }) => commandId === given)).error.code).toBe(
    "forbidden",
  );
  page.command({ type: "answer_question", callId, questionId, answer: TEAL });
  page.command({ type: "rename", title: "later" });
  await guest.until(({ state }) => state.title === "later");
  expect(JSON.stringify(guest.frames)).not.toMatch(/Which colour|teal/);
});
