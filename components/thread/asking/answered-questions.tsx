"use client";

import type { AskedQuestion } from "../../../lib/session/state";
import { fieldsOf, valueText } from "../../../lib/tools/form";
import { withoutDirectionControls } from "../markdown/entities";

/** What the person answered while a call ran. */
export function AnsweredQuestions({ questions }: { questions: readonly AskedQuestion[] }) {
  return (
    <dl aria-label="Your answers" className="text-small flex flex-col gap-0.5 px-3 pb-2 ps-9">
      {questions.flatMap((asked) =>
        linesOf(asked).map(({ label, text }, at) => (
          <div key={`${asked.questionId} ${at}`} className="flex min-w-0 flex-wrap gap-x-2">
            <dt className="text-ink-2 [overflow-wrap:anywhere]">{withoutDirectionControls(label)}</dt>
            <dd dir="auto" className="line-clamp-4 font-medium [overflow-wrap:anywhere]">
              {text}
            </dd>
          </div>
        )),
      )}
    </dl>
  );
}

/** One line for each field; a question of one field is named by its title. */
function linesOf({ question, answer }: AskedQuestion): { label: string; text: string }[] {
  if (answer === null) return [];
  if (answer.status === "declined") return [{ label: question.title, text: "Skipped" }];
  const fields = fieldsOf(question);
  return fields.map((field) => ({
    label: fields.length === 1 ? question.title : field.label,
    text: valueText(field, answer.values[field.name]),
  }));
}
