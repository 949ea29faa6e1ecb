import { clsx } from "clsx";
import { CircleAlert, CircleCheck, LoaderCircle, Minus, TriangleAlert, type LucideIcon } from "lucide-react";
import type { LineState } from "./line";

const SIGNS: Record<LineState, { icon: LucideIcon; color: string; word: string | null }> = {
  ok: { icon: CircleCheck, color: "text-ok", word: "OK" },
  notice: { icon: TriangleAlert, color: "text-warn", word: "Notice" },
  problem: { icon: CircleAlert, color: "text-bad", word: "Problem" },
  fact: { icon: Minus, color: "text-ink-3", word: null },
  waiting: { icon: LoaderCircle, color: "text-ink-3 animate-spin", word: null },
};

/** A state as a shape. `StateWord` says the same beside it. */
export function StateSign({ state, size = 16 }: { state: LineState; size?: number }) {
  const { icon: Icon, color } = SIGNS[state];
  return <Icon size={size} aria-hidden className={clsx("flex-none", color)} />;
}

export function StateWord({ state }: { state: LineState }) {
  const { word, color } = SIGNS[state];
  return word === null ? null : <span className={clsx("text-small font-medium", color)}>{word}</span>;
}
