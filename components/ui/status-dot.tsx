import { clsx } from "clsx";

export type DotTone = "idle" | "live" | "asks" | "ok" | "bad";

const TONES: Record<DotTone, string> = {
  idle: "border-[1.5px] border-line-strong",
  live: "bg-copper ring-3 ring-copper-soft",
  asks: "bg-warn rotate-45 !rounded-[1px]",
  ok: "bg-ok",
  bad: "bg-bad",
};

/** Decoration beside a text that says the same. Each tone has a shape of its own where two can stand together. */
export function StatusDot({ tone }: { tone: DotTone }) {
  return <i aria-hidden className={clsx("size-[7px] flex-none rounded-full", TONES[tone])} />;
}
