import { clsx } from "clsx";
import type { ComponentProps } from "react";

export type ButtonTone = "primary" | "solid" | "outline" | "ghost" | "danger";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-copper text-copper-ink font-semibold hover:brightness-110 active:brightness-95",
  solid: "bg-ink text-bg font-medium hover:opacity-90",
  outline: "border border-line-strong bg-raised font-medium hover:border-ink-3 active:bg-sel",
  ghost: "text-ink-2 hover:bg-sel hover:text-ink",
  danger: "border border-line-strong bg-raised font-medium text-bad hover:border-bad",
};

/** Greys out and ignores clicks while `aria-disabled`, yet stays focusable so that its title can say why. */
export function Button({
  tone = "outline",
  className,
  onClick,
  ...rest
}: ComponentProps<"button"> & { tone?: ButtonTone }) {
  const off = rest["aria-disabled"] === true || rest["aria-disabled"] === "true";
  return (
    <button
      type="button"
      {...rest}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={clsx(
        "relative inline-flex h-[30px] flex-none items-center justify-center gap-1.5 rounded-control px-3 text-[13px] whitespace-nowrap select-none pointer-coarse:h-9 pointer-coarse:after:absolute pointer-coarse:after:inset-x-0 pointer-coarse:after:-inset-y-1",
        off && tone === "primary" ? "bg-sel font-semibold text-ink-3" : TONES[tone],
        off && tone !== "primary" && "opacity-45",
        className,
      )}
    />
  );
}
