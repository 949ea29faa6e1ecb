"use client";

import { ChoiceField } from "./choice-field";
import type { AnyFieldProps, FieldProps } from "./field-parts";
import { BOX, describedBy, fieldId, Hint, LabelledField, Problem } from "./field-parts";
import { RowsField } from "./rows-field";

/** One field of a question, with its label, its hint, and what is wrong with it. */
export function QuestionField(props: AnyFieldProps) {
  const { field } = props;
  switch (field.kind) {
    case "text":
    case "number":
      return <LineField {...props} field={field} />;
    case "switch":
      return <SwitchField {...props} field={field} />;
    case "choice":
    case "choices":
      return <ChoiceField {...props} field={field} />;
    case "rows":
      return <RowsField {...props} field={field} />;
  }
}

function LineField(props: FieldProps<"text" | "number">) {
  const { formId, field, entry, onChange } = props;
  const id = fieldId(formId, field.name);
  const shared = {
    ...{ id, dir: "auto", "aria-required": field.isRequired, className: BOX, ...describedBy(props) },
    value: typeof entry === "string" ? entry : "",
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <LabelledField {...props} id={id}>
      {field.kind === "text" && field.lines === "many" ? (
        <textarea {...shared} rows={3} />
      ) : (
        <input
          {...shared}
          type="text"
          autoComplete="off"
          inputMode={field.kind === "number" ? (field.isWhole ? "numeric" : "decimal") : "text"}
        />
      )}
    </LabelledField>
  );
}

function SwitchField(props: FieldProps<"switch">) {
  const { formId, field, entry, onChange } = props;
  const id = fieldId(formId, field.name);
  return (
    <div className="flex flex-col gap-1">
      <label className="flex items-center gap-2 pointer-coarse:min-h-11">
        <input
          id={id}
          type="checkbox"
          checked={entry === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className="accent-copper size-4 flex-none"
          {...describedBy(props)}
        />
        <span className="font-medium [overflow-wrap:anywhere]">{field.label}</span>
      </label>
      <Hint {...props} />
      <Problem {...props} />
    </div>
  );
}
