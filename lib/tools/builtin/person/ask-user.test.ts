import { expect, test } from "vitest";
import { callTool } from "../../call-tool";
import { askUser } from "./ask-user";

const output = ({ outcome }: { outcome: { ok: boolean; output?: string } }): unknown =>
  JSON.parse(outcome.output ?? "null");

test("without more it is yes or no", async () => {
  const run = await callTool(askUser(), { title: "Go on?" }, { answers: [{ answer: false }] });
  expect(run.questions[0]?.schema.properties).toEqual({ answer: { type: "boolean", title: "Go on?" } });
  expect(output(run)).toEqual({ answered: true, answer: false });
});

test("with choices it is one of them, or several", async () => {
  const choices = ["red", "blue"];
  const one = await callTool(askUser(), { title: "Which?", choices }, { answers: [{ answer: "red" }] });
  expect(output(one)).toEqual({ answered: true, answer: "red" });
  const args = { title: "Which?", choices, multiple: true };
  const several = await callTool(askUser(), args, { answers: [{ answer: ["blue", "red"] }] });
  expect(output(several)).toEqual({ answered: true, answer: ["blue", "red"] });
});

test("a form is asked as the model wrote it, and its values are told by name", async () => {
  const form = {
    properties: { size: { type: "integer", minimum: 1 } },
    required: ["size"],
    additionalProperties: false,
  };
  const run = await callTool(askUser(), { title: "How large?", form }, { answers: [{ size: 3 }] });
  expect(output(run)).toEqual({ answered: true, values: { size: 3 } });
});

test("who declines is not asked again", async () => {
  const run = await callTool(askUser(), { title: "Go on?" }, { answers: [null] });
  expect(output(run)).toEqual({ answered: false, message: "The person declined to answer." });
});

test("a form that cannot be shown is an error that says where", async () => {
  const form = { properties: { it: { type: "date" } } };
  const { outcome } = await callTool(askUser(), { title: "When?", form });
  expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_question" } });
  expect(JSON.stringify(outcome)).toContain("schema.properties.it");
});
