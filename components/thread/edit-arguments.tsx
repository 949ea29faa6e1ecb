"use client";

import { useId } from "react";
import { fitHeight } from "../composer/fit-height";
import type { ArgumentField } from "./argument-fields";
import { BOX } from "./asking/field-parts";

type EditArgumentsProps = {
  fields: readonly ArgumentField[];
  entries: Readonly<Record<string, string>>;
  problems: Readonly<Record<string, string>>;
  onChange: (name: string, entry: string) => void;
};

/** Every argument in a field of its own. */
export function EditArguments({ fields, entries, problems, onChange }: EditArgumentsProps) {
  return fields.map((field, at) => (
    <EditField
      key={field.name}
      field={field}
      isFirst={at === 0}
      entry={entries[field.name] ?? field.value}
      problem={problems[field.name] ?? null}
      onChange={(entry) => onChange(field.name, entry)}
    />
  ));
}

type EditFieldProps = {
  field: ArgumentField;
  isFirst: boolean;
  entry: string;
  problem: string | null;
  onChange: (entry: string) => void;
};

function EditField({ field, isFirst, entry, problem, onChange }: EditFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-ink-2 text-small">
        {field.name}
      </label>
      <textarea
        id={id}
        ref={(element) => {
          if (element) fitHeight(element);
        }}
        dir="ltr"
        rows={1}
        autoFocus={isFirst}
        spellCheck={false}
        value={entry}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          fitHeight(event.currentTarget);
        }}
        className={`${BOX} field-sizing-content max-h-64 resize-none font-mono`}
      />
      {problem !== null && (
        <p id={`${id}-problem`} className="text-bad text-small font-medium">
          {problem}
        </p>
      )}
    </div>
  );
}
