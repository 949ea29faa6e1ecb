import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A square button whose only content is an icon; `label` is its accessible name and its tooltip. */
export function IconButton({ label, className, ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={clsx(
        "inline-grid size-[30px] flex-none place-items-center rounded-control text-ink-2 hover:bg-sel hover:text-ink pointer-coarse:size-11",
        className,
      )}
    />
  );
}
