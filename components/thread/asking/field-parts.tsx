"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Entries, Field } from "../../../lib/tools/form";

type Entry = Entries[string];

type FieldState = {
  formId: string;
  /** False where the card's title says the same: the label is then heard and not seen. */
  isTitled: boolean;
  entry: Entry;
  problem: string | null;
  onChange: (entry: Entry) => void;
};

export type FieldProps<K extends Field["kind"]> = FieldState & { field: Extract<Field, { kind: K }> };
export type AnyFieldProps = FieldState & { field: Field };

export const fieldId = (formId: string, name: string): string => `${formId}-${name}`;

/** What a control says of itself to assistive technology. */
export function describedBy({ formId, field, problem }: AnyFieldProps) {
  const id = fieldId(formId, field.name);
  const ids = [field.hint !== "" && `${id}-hint`, problem !== null && `${id}-problem`].filter(Boolean);
  return {
    "aria-describedby": ids.length > 0 ? ids.join(" ") : undefined,
    "aria-invalid": problem !== null || undefined,
  };
}

export const BOX =
  "border-line-strong bg-raised rounded-control w-full border px-2.5 py-1 text-[13px] leading-5 aria-invalid:border-bad pointer-coarse:min-h-11 pointer-coarse:text-[16px]";

/** One control with its label; `id` is that of the control. */
export function LabelledField(props: AnyFieldProps & { id: string; children: ReactNode }) {
  const { id, field, isTitled, children } = props;
  return (
    <div className="flex max-w-[440px] flex-col gap-1">
      <label htmlFor={id} className={clsx("font-medium", !isTitled && "sr-only")}>
        <LabelText field={field} />
      </label>
      <Hint {...props} />
      {children}
      <Problem {...props} />
    </div>
  );
}

/** Several controls under one label. */
export function FieldGroup(props: AnyFieldProps & { children: ReactNode }) {
  const { formId, field, isTitled, children } = props;
  return (
    <fieldset
      id={fieldId(formId, field.name)}
      className="flex min-w-0 flex-col gap-1"
      {...describedBy(props)}
    >
      <legend className={clsx("mb-1 font-medium", !isTitled && "sr-only")}>
        <LabelText field={field} />
      </legend>
      <Hint {...props} />
      {children}
      <Problem {...props} />
    </fieldset>
  );
}

function LabelText({ field: { label, isRequired } }: { field: Field }) {
  return (
    <span className="[overflow-wrap:anywhere]">
      {label}
      {isRequired && (
        <>
          <span aria-hidden className="text-copper">
            {" *"}
          </span>
          <span className="sr-only">, required</span>
        </>
      )}
    </span>
  );
}

export function Hint({ formId, field }: AnyFieldProps) {
  if (field.hint === "") return null;
  return (
    <p id={`${fieldId(formId, field.name)}-hint`} className="text-ink-2 text-small [overflow-wrap:anywhere]">
      {field.hint}
    </p>
  );
}

export function Problem({ formId, field, problem }: AnyFieldProps) {
  if (problem === null) return null;
  return (
    <p id={`${fieldId(formId, field.name)}-problem`} className="text-bad text-small font-medium">
      {problem}
    </p>
  );
}
