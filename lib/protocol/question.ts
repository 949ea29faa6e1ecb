import * as z from "zod/mini";
import { callIdSchema, questionIdSchema } from "./ids";
import {
  MAX_ANSWER_CHARS,
  MAX_QUESTION_CHARS,
  MAX_QUESTION_FIELDS,
  MAX_QUESTION_OPTIONS,
  MAX_QUESTION_ROWS,
} from "./limits";

/** What a guard of the wire refuses as a key, whatever it stands for. */
const REFUSED_NAMES: ReadonlySet<string> = new Set(["constructor", "prototype"]);

const fieldName = z.string().check(
  z.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
  z.refine((name) => !REFUSED_NAMES.has(name)),
);

const words = {
  title: z.optional(z.string().check(z.maxLength(300))),
  description: z.optional(z.string().check(z.maxLength(500))),
};
const option = z.string().check(z.minLength(1), z.maxLength(200));
const options = z.array(option).check(
  z.minLength(1),
  z.maxLength(MAX_QUESTION_OPTIONS),
  z.refine((list) => new Set(list).size === list.length, { error: "options must differ" }),
);
const size = z.int().check(z.nonnegative());
const atMost = { minItems: z.optional(size), maxItems: z.optional(size) };
const number = z.number();

/** With `enum` one of them is chosen, else a text is written: on several lines above 200 characters. */
const textField = z.object({
  type: z.literal("string"),
  ...words,
  enum: z.optional(options),
  minLength: z.optional(size),
  maxLength: z.optional(size),
  default: z.optional(z.string().check(z.maxLength(MAX_ANSWER_CHARS))),
});

const numberField = <T extends "number" | "integer">(type: T) =>
  z.object({
    type: z.literal(type),
    ...words,
    minimum: z.optional(number),
    maximum: z.optional(number),
    default: z.optional(number),
  });

const booleanField = z.object({ type: z.literal("boolean"), ...words, default: z.optional(z.boolean()) });

/** Some of the options. */
const listField = z.object({
  type: z.literal("array"),
  ...words,
  items: z.object({ type: z.literal("string"), enum: options }),
  ...atMost,
});

const cell = z.union([z.string().check(z.maxLength(200)), z.number(), z.boolean(), z.null()]);

/** Some of the rows, named in the answer by their place from 0. */
const rowsField = z.object({
  type: z.literal("rows"),
  ...words,
  columns: z.array(z.string().check(z.maxLength(120))).check(z.minLength(1), z.maxLength(12)),
  rows: z.array(z.array(cell).check(z.maxLength(12))).check(z.minLength(1), z.maxLength(MAX_QUESTION_ROWS)),
  ...atMost,
});

export const questionFieldSchema = z.discriminatedUnion("type", [
  textField,
  numberField("number"),
  numberField("integer"),
  booleanField,
  listField,
  rowsField,
]);
export type QuestionField = z.infer<typeof questionFieldSchema>;

const isWithin =
  (chars: number) =>
  (value: unknown): boolean =>
    JSON.stringify(value).length <= chars;

/** What a tool asks the person: a form, described by a part of JSON Schema and `rows`. */
export const questionSchema = z
  .object({
    title: z.string().check(z.minLength(1), z.maxLength(300)),
    schema: z.object({
      type: z.literal("object"),
      /** In the order in which they are shown. */
      properties: z.record(fieldName, questionFieldSchema).check(
        z.refine((fields) => Object.keys(fields).length > 0, { error: "at least one field" }),
        z.refine((fields) => Object.keys(fields).length <= MAX_QUESTION_FIELDS, {
          error: `at most ${MAX_QUESTION_FIELDS} fields`,
        }),
      ),
      required: z.optional(z.array(fieldName).check(z.maxLength(MAX_QUESTION_FIELDS))),
    }),
  })
  .check(
    z.refine(isWithin(MAX_QUESTION_CHARS), { error: `at most ${MAX_QUESTION_CHARS} characters of JSON` }),
  );
export type Question = z.infer<typeof questionSchema>;

const listed = z.union([z.string().check(z.maxLength(200)), z.number()]);
const valueSchema = z.union([
  z.string().check(z.maxLength(MAX_ANSWER_CHARS)),
  z.number(),
  z.boolean(),
  z.array(listed).check(z.maxLength(MAX_QUESTION_ROWS)),
]);

export const answerSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("answered"),
    /** By the names of the fields; a field that was left empty is missing. */
    values: z
      .record(fieldName, valueSchema)
      .check(z.refine(isWithin(MAX_ANSWER_CHARS), { error: `at most ${MAX_ANSWER_CHARS} characters` })),
  }),
  z.object({ status: z.literal("declined") }),
]);
export type Answer = z.infer<typeof answerSchema>;
export type AnswerValues = Extract<Answer, { status: "answered" }>["values"];
export type AnswerValue = AnswerValues[string];

/** Part of the events of a session. */
export const questionEvents = {
  /** The tool waits for the person; its time stands still. `index`: which question of the call it is, from 0. */
  "question.asked": z.object({
    type: z.literal("question.asked"),
    callId: callIdSchema,
    index: size,
    question: questionSchema,
  }),
  "question.answered": z.object({
    type: z.literal("question.answered"),
    callId: callIdSchema,
    questionId: questionIdSchema,
    answer: answerSchema,
  }),
};
