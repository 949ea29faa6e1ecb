import type { Case } from "./cases";

export type Verdict = "right" | "declined" | "wrong";

const DECLINED = /demo model: rules, not a language model|^I could not |has no numeric column for that/;

/** Half of the last digit that is shown. */
const ROUNDING = 0.00501;

/** An answer is right when its first paragraph has every name and figure in bold, and wrong when it says anything else. */
export function judge({ names, figures }: Case, answer: string): Verdict {
  if (DECLINED.test(answer)) return "declined";
  const [opening = ""] = answer.split("\n\n");
  const bold = [...opening.matchAll(/\*\*(.+?)\*\*/g)].map(([, text = ""]) => text);
  const values = bold.map((text) => Number(text.replaceAll(",", "").replace("−", "-")));
  const hasFigures = figures.every((figure) => values.some((value) => Math.abs(value - figure) <= ROUNDING));
  return names.every((name) => bold.includes(name)) && hasFigures ? "right" : "wrong";
}
