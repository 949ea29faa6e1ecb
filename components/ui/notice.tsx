import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A line that asks for attention: copper for "this needs you", red for a failure. */
export function Notice({
  tone = "copper",
  className,
  ...rest
}: ComponentProps<"div"> & { tone?: "copper" | "bad" }) {
  return (
    <div
      {...rest}
      className={clsx(
        "flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-[10px] border px-3 py-2 text-[13px]",
        tone === "copper" ? "border-copper-line bg-copper-soft" : "border-bad/40 bg-raised",
        className,
      )}
    />
  );
}
