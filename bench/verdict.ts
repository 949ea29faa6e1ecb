import { deskTargets } from "./desk";
import { embeddedTargets } from "./embedded";
import { fixed, type Spread } from "./samples";
import type { Samples } from "./samples";
import { scaleTargets } from "./scale-targets";
import { sessionTargets } from "./session-targets";
import type { Target } from "./target";
import { wireTargets } from "./wire-targets";

/** A target is missed only when every round lies beyond it; one that the median alone misses is named apart. */
export function verdict(samples: Samples): string {
  return [
    ...sessionTargets(samples),
    ...wireTargets(samples),
    ...scaleTargets(samples),
    ...embeddedTargets(samples),
    ...deskTargets(samples),
  ]
    .flatMap(({ value, ...target }) => (value === null ? [] : [verdictLine(target, value)]))
    .join("\n");
}

function verdictLine({ name, sign, bound, digits = 2 }: Omit<Target, "value">, value: Spread): string {
  const figure = `${fixed(value.median, digits)} (${fixed(value.low, digits)}–${fixed(value.high, digits)})`;
  return `${wordFor(value, sign, bound).padEnd(22)}  ${name} ${sign} ${fixed(bound, digits)}: ${figure}`;
}

function wordFor({ median, low, high, rounds }: Spread, sign: Target["sign"], bound: number): string {
  const [middle, best] = sign === "≤" ? [median, low] : [-median, -high];
  const most = sign === "≤" ? bound : -bound;
  if (middle <= most) return "PASS";
  if (best <= most) return "within the spread";
  return rounds > 1 ? "MISS" : "MISS, one round only";
}
