import { expect, test } from "vitest";
import type { AnswerValue, Question, QuestionField } from "../protocol/question";
import { questionSchema } from "../protocol/question";
import type { Entries } from "./form";
import { checkAnswer, entriesOf, fieldsOf, readEntries, valueText } from "./form";

const asking = (field: QuestionField, required = true): Question => ({
  title: "Well?",
  schema: { type: "object", properties: { it: field }, ...(required && { required: ["it"] }) },
});

const FIELDS: Record<string, QuestionField> = {
  text: { type: "string", minLength: 2, maxLength: 4 },
  number: { type: "number", minimum: 0, maximum: 1 },
  whole: { type: "integer", minimum: 1 },
  yes: { type: "boolean" },
  choice: { type: "string", enum: ["a", "b"] },
  list: { type: "array", items: { type: "string", enum: ["a", "b", "c"] }, minItems: 1, maxItems: 2 },
  rows: { type: "rows", columns: ["n"], rows: [[1], [2], [3]], maxItems: 2 },
};
const fieldNamed = (name: string): QuestionField => FIELDS[name] ?? { type: "boolean" };

test.each<[string, AnswerValue[], AnswerValue[]]>([
  ["text", ["ab", "abcd"], ["", "a", "abcde", 1, true]],
  ["number", [0, 0.5, 1], [-1, 1.1, "1", true]],
  ["whole", [1, 7], [0, 1.5, "1"]],
  ["yes", [true, false], ["true", 1]],
  ["choice", ["a", "b"], ["c", "", 0]],
  ["list", [["a"], ["c", "a"]], [[], ["a", "b", "c"], ["d"], ["a", "a"], "a", [0]]],
  ["rows", [[0], [2, 1]], [[], [3], [-1], [0.5], ["0"], [0, 0], [0, 1, 2]]],
])("[ASK-3] an answer is taken when it fits its field, and only then: %s", (name, good, bad) => {
  const question = asking(fieldNamed(name));
  for (const it of good) expect(checkAnswer(question, { it })).toEqual({ ok: true });
  for (const it of bad) expect(checkAnswer(question, { it })).toMatchObject({ ok: false });
  expect(checkAnswer(question, {})).toMatchObject({ ok: false });
  expect(checkAnswer(asking(fieldNamed(name), false), {})).toEqual({ ok: true });
});

test("[ASK-3] a value that nobody asked for is no answer", () => {
  const question = asking({ type: "boolean" });
  expect(checkAnswer(question, { it: true, other: 1 })).toEqual({
    ok: false,
    message: 'Nobody asked for "other".',
  });
});

test("fields are shown in their order, under their titles or their names in words", () => {
  const question: Question = {
    title: "Ship it",
    schema: {
      type: "object",
      properties: {
        delivery_date: { type: "string", description: "ISO" },
        postCode: { type: "string", maxLength: 500, default: "0001" },
        kind: { type: "string", title: "Sort", enum: ["a"], default: "z" },
      },
      required: ["kind"],
    },
  };
  expect(fieldsOf(question)).toMatchObject([
    {
      name: "delivery_date",
      label: "Delivery date",
      hint: "ISO",
      isRequired: false,
      kind: "text",
      lines: "one",
    },
    { name: "postCode", label: "Post code", kind: "text", lines: "many", initial: "0001" },
    { name: "kind", label: "Sort", isRequired: true, kind: "choice", initial: null },
  ]);
});

const form = fieldsOf({ title: "All", schema: { type: "object", properties: FIELDS, required: ["text"] } });

test("what is filled in becomes the answer; empty fields are left out", () => {
  expect(readEntries(form, { ...entriesOf(form), text: "abc" })).toEqual({
    ok: true,
    values: { text: "abc", yes: false },
  });
  const entries: Entries = {
    ...{ text: "abc", number: " 0.5", whole: "3", yes: true, choice: "b" },
    ...LISTS,
  };
  const values = {
    text: "abc",
    number: 0.5,
    whole: 3,
    yes: true,
    choice: "b",
    list: ["a", "c"],
    rows: [0, 2],
  };
  expect(readEntries(form, entries)).toEqual({ ok: true, values });
});
const LISTS = { list: ["c", "a"], rows: ["2", "0"] };

test("what is wrong is told for each field", () => {
  const reading = readEntries(form, {
    ...entriesOf(form),
    number: "much",
    whole: "1.5",
    rows: ["0", "1", "2"],
  });
  expect(reading).toEqual({
    ok: false,
    problems: {
      text: "Fill this in.",
      number: "A number is needed.",
      whole: "Enter a whole number.",
      rows: "Choose at most 2.",
    },
  });
});

test("an answer is put in words", () => {
  const words = (name: string, value?: AnswerValue): string => {
    const field = form.find((one) => one.name === name);
    return field ? valueText(field, value) : "no such field";
  };
  expect([words("text"), words("yes", false), words("number", 0.5)]).toEqual(["–", "No", "0.5"]);
  expect([words("list", ["a", "b"]), words("rows", [0, 2])]).toEqual(["a, b", "1; 3"]);
});

const schemaOf = (properties: Record<string, unknown>) => ({
  title: "Well?",
  schema: { type: "object", properties },
});

test.each<[string, unknown]>([
  ["no field", schemaOf({})],
  ["a field of another type", schemaOf({ it: { type: "object" } })],
  ["a name that the wire refuses", schemaOf({ constructor: { type: "boolean" } })],
  ["a name with a place in it", schemaOf({ "0": { type: "boolean" } })],
  ["two equal options", schemaOf({ it: { type: "string", enum: ["a", "a"] } })],
  [
    "too many fields",
    schemaOf(Object.fromEntries(Array.from({ length: 21 }, (_none, at) => [`f${at}`, { type: "boolean" }]))),
  ],
  [
    "too much text",
    schemaOf({
      it: { type: "string", enum: Array.from({ length: 100 }, (_none, at) => `${at}`.padEnd(200, "x")) },
      that: { type: "rows", columns: ["a"], rows: Array.from({ length: 100 }, () => ["x".repeat(200)]) },
    }),
  ],
])("[ASK-2] a question with %s is none", (_what, question) => {
  expect(questionSchema.safeParse(question).success).toBe(false);
});

test("[ASK-2] keys that a question does not have are dropped", () => {
  const question = asking({ type: "boolean" });
  const parsed = questionSchema.safeParse({ ...question, style: "red" });
  expect(parsed.data).toEqual(question);
});
