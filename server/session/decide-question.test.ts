import { expect, test } from "vitest";
import type { Command } from "../../lib/protocol/command";
import type { Answer, Question } from "../../lib/protocol/question";
import { callsToRun } from "../../lib/session/calls";
import { openQuestion } from "../../lib/session/questions";
import { activityOf } from "../../lib/session/select";
import { attachment, CLAIM, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";
import { callBesideTwoTabs, OTHER } from "./testing/two-tabs";

const question = (title = "Which colour?"): Question => ({
  title,
  schema: {
    type: "object",
    properties: { colour: { type: "string", enum: ["red", "blue"] } },
    required: ["colour"],
  },
});

const RED: Answer = { status: "answered", values: { colour: "red" } };

type Ask = Extract<Command, { type: "ask_person" }>;

const ask = (play: Play, part: Partial<Ask> = {}) =>
  play.command({
    ...{ type: "ask_person", callId: play.call().callId, executorId: EXECUTOR, index: 0 },
    claimId: play.call().effect === "read" ? null : CLAIM,
    question: question(),
    ...part,
  });

const answer = (
  play: Play,
  given: Answer = RED,
  questionId = openQuestion(play.call())?.questionId ?? "a0",
) => play.command({ type: "answer_question", callId: play.call().callId, questionId, answer: given });

function asked(name: "look" | "change" = "look"): Play {
  const play = callBesideTwoTabs(name);
  ask(play);
  return play;
}

const submit = (play: Play) =>
  play.command({
    ...{ type: "submit_tool_output", callId: play.call().callId, executorId: EXECUTOR, claimId: null },
    ...{ outcome: { ok: true, output: "42" }, artifact: null, ranMs: 1 },
  });

test.each(["look", "change"] as const)(
  "[ASK-1] the page that runs a call asks, and the session waits for the person (%s)",
  (name) => {
    const play = callBesideTwoTabs(name);
    expect(ask(play)).toBeNull();
    const seq = play.events("question.asked")[0]?.seq;
    expect(play.call().questions).toEqual([
      { questionId: `a${seq}`, question: question(), askedAt: play.at, answer: null },
    ]);
    expect(activityOf(play.state.session)).toBe("waiting");
  },
);

test("[ASK-1] a page that does not run the call, or another claim of it, asks nothing", () => {
  const stale = { code: "stale" };
  expect(ask(callBesideTwoTabs("look"), { executorId: OTHER })).toMatchObject(stale);
  expect(ask(callBesideTwoTabs("look"), { callId: "c99" })).toMatchObject(stale);
  expect(ask(callBesideTwoTabs("change"), { claimId: "claim-0000000000002" })).toMatchObject(stale);
  expect(ask(callBesideTwoTabs("change"), { claimId: null })).toMatchObject(stale);
  const over = callBesideTwoTabs("look");
  const { callId } = over.call();
  submit(over);
  const late = { type: "ask_person" as const, callId, executorId: EXECUTOR, claimId: null, index: 0 };
  expect(over.command({ ...late, question: question() })).toMatchObject(stale);
});

test("[ASK-1] a call with effects that is only assigned asks nothing yet", () => {
  const play = new Play();
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  play.calls("change");
  play.done();
  expect(play.call().status).toBe("assigned");
  expect(ask(play)).toMatchObject({ code: "stale" });
});

test("[ASK-2] a call asks one question after the other", () => {
  const play = asked();
  expect(ask(play, { index: 1, question: question("And then?") })).toMatchObject({ code: "stale" });
  expect(answer(play)).toBeNull();
  expect(ask(play, { index: 1, question: question("And then?") })).toBeNull();
  expect(play.call().questions.map(({ answer: given }) => given)).toEqual([RED, null]);
});

test("[ASK-2] a page that begins the call anew asks the same again: nothing is asked twice, and answers stay", () => {
  const play = asked();
  expect(ask(play)).toMatchObject({ code: "stale" });
  answer(play);
  expect(ask(play)).toMatchObject({ code: "stale" });
  expect(play.events("question.asked")).toHaveLength(1);
});

test("[ASK-2] something else at the same place takes the place, and what came after it is void", () => {
  const play = asked();
  answer(play);
  ask(play, { index: 1, question: question("And then?") });
  const before = openQuestion(play.call())?.questionId;
  expect(ask(play, { question: question("Quite another?") })).toBeNull();
  expect(play.call().questions.map(({ question: { title } }) => title)).toEqual(["Quite another?"]);
  expect(answer(play, RED, before)).toMatchObject({ code: "stale" });
});

test("[ASK-3] the first answer that fits the question counts, whichever page it comes from", () => {
  const play = asked();
  const { questionId = "" } = openQuestion(play.call()) ?? {};
  for (const values of [{}, { colour: "green" }, { colour: "red", size: 3 }])
    expect(answer(play, { status: "answered", values })).toMatchObject({ code: "invalid_answer" });
  expect(answer(play)).toBeNull();
  expect(answer(play, { status: "declined" }, questionId)).toMatchObject({ code: "stale" });
  expect(play.call().questions[0]?.answer).toEqual(RED);
  expect(activityOf(play.state.session)).toBe("running");
});

test("[ASK-3] the person may decline", () => {
  const play = asked();
  expect(answer(play, { status: "declined" })).toBeNull();
  expect(play.call().questions[0]?.answer).toEqual({ status: "declined" });
});

const callTimers = (play: Play): number[] =>
  play.effectsOf("set_timer").flatMap(({ key, at }) => (key.startsWith("call:") ? [at] : []));

test("[ASK-4] the call's time stands still while the person is asked, and goes on with what was left", () => {
  const play = callBesideTwoTabs("look");
  const [deadline = 0] = callTimers(play);
  play.at += 2_000;
  ask(play);
  expect(play.effects.at(-1)).toEqual({ type: "clear_timer", key: `call:${play.call().callId}` });
  play.at += 600_000;
  play.timer(`call:${play.call().callId}`);
  play.restarts([EXECUTOR, OTHER]);
  expect(play.call().status).toBe("assigned");
  answer(play);
  expect(callTimers(play)).toEqual([deadline, deadline + 600_000]);
  play.timer(`call:${play.call().callId}`);
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "timed_out" } });
});

test("[ASK-4] the turn's own time goes on", () => {
  const play = asked();
  play.timer(`turn:${play.events("turn.started").map(({ seq }) => `t${seq}`)[0]}`);
  expect(play.state.session.turns[0]?.end.reason).toBe("limit");
});

test("[ASK-5] a question is over with its call: stopped, answered by the tool, or cut off by the turn", () => {
  for (const end of [
    (play: Play) => play.command({ type: "cancel_turn" }),
    (play: Play) => submit(play),
    (play: Play) => play.timer(`turn:t${play.events("turn.started")[0]?.seq}`),
  ]) {
    const play = asked();
    const { callId } = play.call();
    const { questionId = "" } = openQuestion(play.call()) ?? {};
    end(play);
    const turns = [...play.state.session.turns, play.state.session.turn];
    expect(
      turns.flatMap((turn) => ("calls" in turn ? (turn.calls.get(callId)?.questions ?? []) : [])),
    ).toEqual([]);
    expect(play.command({ type: "answer_question", callId, questionId, answer: RED })).toMatchObject({
      code: "stale",
    });
  }
});

test("[ASK-5] the page of a call that only reads goes: the next one asks anew, and answers stay", () => {
  const play = asked();
  answer(play);
  ask(play, { index: 1, question: question("And then?") });
  play.timer(`executor:${EXECUTOR}`);
  expect(callsToRun(play.state.session, { executorId: OTHER, claimId: CLAIM })).toHaveLength(1);
  expect(play.call().questions.map(({ answer: given }) => given)).toEqual([RED]);
  expect(ask(play, { executorId: OTHER, index: 1, question: question("And then?") })).toBeNull();
  expect(openQuestion(play.call())).not.toBeNull();
});

test("[ASK-5] the page of a call with effects goes: the person is asked about its outcome instead", () => {
  const play = asked("change");
  play.timer(`executor:${EXECUTOR}`);
  expect(play.call()).toMatchObject({ status: "awaiting_outcome", questions: [] });
  play.command({ type: "resolve_outcome", callId: play.call().callId, answer: "run_again" });
  expect(play.call()).toMatchObject({ status: "assigned", questions: [] });
});

test("[ASK-5] a question outlives a restart of the server, and a reload of its page", () => {
  const play = asked();
  const before = play.call();
  play.restarts();
  play.command(attachment());
  expect(play.call()).toEqual(before);
  expect(answer(play)).toBeNull();
});
