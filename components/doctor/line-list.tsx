import { useId, type ReactNode } from "react";
import type { Line } from "./line";
import { StateSign, StateWord } from "./state-sign";

function LineRow({ label, value, state, remedy }: Line) {
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 border-t border-line px-3.5 py-2 first:border-t-0 desk:grid-cols-[16px_184px_minmax(0,1fr)_auto]">
      <span className="self-start pt-[3px]">
        <StateSign state={state} />
      </span>
      <span className="text-ink-2">{label}</span>
      <span className="min-w-0 wrap-anywhere tabular-nums max-desk:order-4 max-desk:col-start-2">
        {value}
      </span>
      <StateWord state={state} />
      {remedy === null ? null : (
        <p className="text-small order-5 col-start-2 text-ink-2 max-desk:col-end-4 desk:col-start-3">
          {remedy}
        </p>
      )}
    </li>
  );
}

/** A titled group of lines, and what belongs below them. */
export function LineSection({
  title,
  lines,
  children,
}: {
  title: string;
  lines: readonly Line[];
  children?: ReactNode;
}) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="mt-7">
      <h2 id={titleId} className="mb-2 font-semibold">
        {title}
      </h2>
      <div className="overflow-hidden rounded-surface border border-line bg-raised">
        <ul aria-labelledby={titleId}>
          {lines.map((one) => (
            <LineRow key={one.label} {...one} />
          ))}
        </ul>
        {children}
      </div>
    </section>
  );
}
