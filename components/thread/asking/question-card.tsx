"use client";

import type { FormEvent, KeyboardEvent } from "react";
import { useId, useMemo, useRef, useState } from "react";
import type { OutboxEntry } from "../../../lib/client/state";
import { useClient, useSessionView } from "../../../lib/client/use-session";
import type { QuestionId, SessionId } from "../../../lib/protocol/ids";
import type { Answer } from "../../../lib/protocol/question";
import type { AskedQuestion, ToolCall } from "../../../lib/session/state";
import type { Field } from "../../../lib/tools/form";
import { entriesOf, fieldsOf, readEntries } from "../../../lib/tools/form";
import { Button } from "../../ui/button";
import { withoutDirectionControls } from "../markdown/entities";
import { fieldId } from "./field-parts";
import { QuestionField } from "./question-field";

type QuestionCardProps = { sessionId: SessionId; call: ToolCall; asked: AskedQuestion };

const DECLINED: Answer = { status: "declined" };

/** What a tool asks. Only the session's owner sees it, in every tab of theirs. */
export function QuestionCard({ sessionId, call, asked }: QuestionCardProps) {
  const client = useClient();
  const titleId = useId();
  const { question, questionId } = asked;
  const isOwner = useSessionView(sessionId, (view) => view.role === "owner", false);
  const isAnswered = useSessionView(sessionId, (view) => isAnsweredIn(view.outbox, questionId), false);
  const fields = useMemo(() => fieldsOf(question), [question]);
  if (!isOwner) return null;
  const give = (answer: Answer) => {
    if (!isAnswered) client?.answerQuestion(sessionId, { callId: call.callId, questionId }, answer);
  };
  const title = withoutDirectionControls(question.title);
  const [only] = fields;
  const isConfirm = fields.length === 1 && only?.kind === "switch";
  const body = { fields, title, isAnswered, onAnswer: give };
  return (
    <section
      aria-labelledby={titleId}
      className="border-copper-line bg-copper-soft flex flex-col gap-3 rounded-[10px] border px-3.5 py-3 text-[13.5px] leading-[21px]"
    >
      <header>
        <h3 id={titleId} className="font-semibold [overflow-wrap:anywhere]">
          {title}
        </h3>
        <p className="text-ink-2 text-small">
          The tool <code className="font-mono text-[12px]">{call.name}</code> asks. Your answer goes to the
          model.
        </p>
      </header>
      {isConfirm ? <Confirm {...body} field={only} /> : <Form {...body} titleId={titleId} />}
    </section>
  );
}

function isAnsweredIn(outbox: readonly OutboxEntry[], questionId: QuestionId): boolean {
  return outbox.some(
    ({ command }) => command.type === "answer_question" && command.questionId === questionId,
  );
}

type BodyProps = {
  fields: readonly Field[];
  title: string;
  /** An answer is on its way. */
  isAnswered: boolean;
  onAnswer: (answer: Answer) => void;
};

/** Yes or no needs no form. */
function Confirm({ field, isAnswered, onAnswer }: BodyProps & { field: Field }) {
  const off = { "aria-disabled": isAnswered };
  const say = (value: boolean) => onAnswer({ status: "answered", values: { [field.name]: value } });
  return (
    <div className="flex flex-wrap items-center gap-2">
      {field.hint !== "" && <p className="text-ink-2 text-small basis-full">{field.hint}</p>}
      <Button {...off} onClick={() => say(true)}>
        Yes
      </Button>
      <Button {...off} onClick={() => say(false)}>
        No
      </Button>
      <Skip isAnswered={isAnswered} onAnswer={onAnswer} />
    </div>
  );
}

function Form({ fields, title, titleId, isAnswered, onAnswer }: BodyProps & { titleId: string }) {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [entries, setEntries] = useState(() => entriesOf(fields));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reading = readEntries(fields, entries);
    setProblems(reading.ok ? {} : reading.problems);
    if (reading.ok) return onAnswer({ status: "answered", values: reading.values });
    const wrong = fields.find(({ name }) => Object.hasOwn(reading.problems, name));
    if (wrong) focusField(form.current, fieldId(formId, wrong.name));
  };
  return (
    <form
      ref={form}
      noValidate
      aria-labelledby={titleId}
      aria-busy={isAnswered}
      onSubmit={submit}
      onKeyDown={keepTurn}
      className="flex flex-col gap-3"
    >
      {fields.map((field) => (
        <QuestionField
          key={field.name}
          formId={formId}
          field={field}
          isTitled={field.label !== title}
          entry={entries[field.name] ?? ""}
          problem={problems[field.name] ?? null}
          onChange={(entry) => setEntries((before) => ({ ...before, [field.name]: entry }))}
        />
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone="solid" aria-disabled={isAnswered}>
          Answer
        </Button>
        <Skip isAnswered={isAnswered} onAnswer={onAnswer} />
      </div>
    </form>
  );
}

/** Escape in a form that is half filled in does not stop the turn. */
function keepTurn(event: KeyboardEvent): void {
  if (event.key === "Escape") event.preventDefault();
}

/** A group has its first control focused. */
function focusField(form: HTMLFormElement | null, id: string): void {
  const found = form?.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  const control = found?.matches("fieldset") ? found.querySelector<HTMLElement>("input") : found;
  control?.focus();
}

function Skip({ isAnswered, onAnswer }: Pick<BodyProps, "isAnswered" | "onAnswer">) {
  return (
    <>
      <Button tone="ghost" aria-disabled={isAnswered} onClick={() => onAnswer(DECLINED)}>
        Skip
      </Button>
      {isAnswered && (
        <span role="status" className="text-ink-2 text-small">
          Sending your answer
        </span>
      )}
    </>
  );
}
