"use client";

import type { FieldProps } from "./field-parts";
import { FieldGroup, fieldId } from "./field-parts";

/** Rows to pick from; where one at most is wanted, one replaces another. */
export function RowsField(props: FieldProps<"rows">) {
  const { formId, field, entry, onChange } = props;
  const taken = typeof entry === "object" ? entry : [];
  const isOne = field.most === 1;
  const change = (place: string, isTaken: boolean) => {
    if (isOne) onChange([place]);
    else onChange(isTaken ? taken.filter((one) => one !== place) : [...taken, place]);
  };
  return (
    <FieldGroup {...props}>
      <div
        tabIndex={0}
        role="group"
        aria-label="Rows"
        className="border-line-strong bg-raised rounded-control max-h-72 overflow-auto border"
      >
        <table className="w-full text-start text-[12.5px] leading-[18px] tabular-nums">
          <thead className="bg-panel sticky top-0">
            <tr>
              <th className="w-8 px-2 py-1">
                <span className="sr-only">Pick</span>
              </th>
              {field.columns.map((column, at) => (
                <th key={at} scope="col" className="px-2 py-1 text-start font-medium whitespace-nowrap">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {field.rows.map((row, at) => {
              const place = String(at);
              const isTaken = taken.includes(place);
              return (
                <tr key={at} className="border-line border-t">
                  <td className="px-2 py-1 pointer-coarse:py-3">
                    <input
                      type={isOne ? "radio" : "checkbox"}
                      name={fieldId(formId, field.name)}
                      aria-label={row.map((cell) => cell ?? "–").join(", ")}
                      checked={isTaken}
                      onChange={() => change(place, isTaken)}
                      className="accent-copper block size-4"
                    />
                  </td>
                  {field.columns.map((_column, cell) => (
                    <td key={cell} className="max-w-72 truncate px-2 py-1">
                      {String(row[cell] ?? "–")}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </FieldGroup>
  );
}
