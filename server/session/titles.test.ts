import { expect, test } from "vitest";
import { textOf } from "../../lib/responses/item";
import type { AskAnswer } from "./input";
import { Play } from "./testing/play";
import { cleanTitle } from "./titles";

function session(takesAsks = true): Play {
  const play = new Play({}, { takesAsks });
  play.command({ type: "create_session", model: null });
  return play;
}

function answered(play: Play, question: string, answer: string): void {
  play.say(question);
  play.starts();
  if (answer !== "") play.says(answer);
  play.done();
}

const titled = (play: Play, text: string): void =>
  void play.feed({ type: "titled", answer: { ok: true, text }, at: play.at });

const asks = (play: Play) =>
  play.effectsOf("ask_title").map(({ request }) => textOf(request.input[0]?.content));

test("a title is asked for after the first answer, with the question and the beginning of the answer", () => {
  const play = session();
  answered(play, "Which ports grew?", `Rotterdam grew. ${"More. ".repeat(1_000)}`);
  answered(play, "And in May?", "Antwerp.");
  expect(asks(play)).toHaveLength(1);
  expect(asks(play)[0]).toContain("Which ports grew?");
  expect(asks(play)[0]).toContain("Rotterdam grew.");
  expect(asks(play)[0]?.length).toBeLessThan(1_200);
  expect(play.effectsOf("ask_title")[0]?.request.model).toBe("m");
});

test("a turn without an answer, a model that takes no asks and a titled session ask for nothing", () => {
  const silent = session();
  answered(silent, "Hello?", "");
  const rules = session(false);
  answered(rules, "Hello?", "Hi.");
  const named = session();
  named.command({ type: "rename", title: "Mine" });
  answered(named, "Hello?", "Hi.");
  expect([silent, rules, named].flatMap(asks)).toEqual([]);
  answered(silent, "Hello again?", "Hi.");
  expect(asks(silent)).toHaveLength(1);
});

test("a new owner asks for the title that its session lacks", () => {
  const play = session();
  answered(play, "Hello?", "Hi.");
  play.restarts();
  expect(asks(play)).toHaveLength(2);
  titled(play, "A greeting");
  play.restarts();
  expect(asks(play)).toHaveLength(2);
});

test("[TITLE-2] a name that the person gives while the title is asked for stays", () => {
  const play = session();
  answered(play, "Hello?", "Hi.");
  play.command({ type: "rename", title: "Mine" });
  titled(play, "A greeting");
  expect(play.state.session.title).toBe("Mine");
  expect(play.events("session.renamed")).toHaveLength(1);
});

const NOTHING: readonly (readonly [string, AskAnswer])[] = [
  ["a failure", { ok: false, error: { code: "lost", message: "gone" } }],
  ["no text", { ok: true, text: "" }],
  ["only marks", { ok: true, text: ' "**" \n # ' }],
];

test.each(NOTHING)("[TITLE-2] %s changes nothing", (_name, answer) => {
  const play = session();
  answered(play, "Hello?", "Hi.");
  const before = play.log.length;
  play.feed({ type: "titled", answer, at: play.at });
  expect(play.log).toHaveLength(before);
});

test.each([
  ["Ports that grew", "Ports that grew"],
  ["  “Ports that grew.”\n\nI hope this helps!", "Ports that grew"],
  ["## **Ports that grew**", "Ports that grew"],
  ["Title: Ports that grew...", "Ports that grew"],
  ["**Title:** `Ports`", "Ports"],
  ["Häfen, die\twuchsen。", "Häfen, die wuchsen"],
  ["Ports\u202e gnp.exe", "Ports gnp.exe"],
  ["What is C++?", "What is C++?"],
  ["Tonnes (2024)", "Tonnes (2024)"],
  ["\u0000\u200b\n", null],
])("the title %j becomes %j", (text, title) => {
  expect(cleanTitle(text)).toBe(title);
});

test("a title has at most 60 characters and ends with a word", () => {
  const long = cleanTitle("word ".repeat(40)) ?? "";
  expect([...long].length).toBeLessThanOrEqual(60);
  expect(long).toMatch(/ word…$/);
  const one = cleanTitle("😀".repeat(200)) ?? "";
  expect([...one]).toHaveLength(60);
  expect(one).toMatch(/^(😀)+…$/u);
});
