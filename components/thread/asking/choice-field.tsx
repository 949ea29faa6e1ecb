"use client";

import type { FieldProps } from "./field-parts";
import { BOX, describedBy, FieldGroup, fieldId, LabelledField } from "./field-parts";

/** Options up to this number stand one below the other. */
const MOST_RADIOS = 7;

/** One option, or several. */
export function ChoiceField(props: FieldProps<"choice" | "choices">) {
  const { field } = props;
  if (field.kind === "choice" && field.options.length > MOST_RADIOS)
    return <SelectField {...props} field={field} />;
  return (
    <FieldGroup {...props}>
      <div className="-mx-1 flex max-h-64 flex-col overflow-y-auto px-1">
        {field.options.map((option) => (
          <Option key={option} {...props} option={option} />
        ))}
      </div>
    </FieldGroup>
  );
}

function Option({
  formId,
  field,
  entry,
  onChange,
  option,
}: FieldProps<"choice" | "choices"> & { option: string }) {
  const taken = typeof entry === "object" ? entry : [];
  const isOne = field.kind === "choice";
  const isChecked = isOne ? entry === option : taken.includes(option);
  const change = () => {
    if (isOne) onChange(option);
    else onChange(isChecked ? taken.filter((one) => one !== option) : [...taken, option]);
  };
  return (
    <label className="flex items-center gap-2 py-0.5 pointer-coarse:min-h-11">
      <input
        type={isOne ? "radio" : "checkbox"}
        name={fieldId(formId, field.name)}
        checked={isChecked}
        onChange={change}
        className="accent-copper size-4 flex-none"
      />
      <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
        {option}
      </span>
    </label>
  );
}

function SelectField(props: FieldProps<"choice">) {
  const { formId, field, entry, onChange } = props;
  const id = fieldId(formId, field.name);
  return (
    <LabelledField {...props} id={id}>
      <select
        id={id}
        value={typeof entry === "string" ? entry : ""}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-required={field.isRequired}
        className={BOX}
        {...describedBy(props)}
      >
        <option value="">Choose…</option>
        {field.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </LabelledField>
  );
}
