/** `fact`: nothing to judge. `waiting`: not known yet. */
export type LineState = "ok" | "notice" | "problem" | "fact" | "waiting";

/** One thing that was looked at. `remedy`: what it means or what to do, where there is something to say. */
export type Line = { label: string; value: string; state: LineState; remedy: string | null };

export type Finding = Omit<Line, "label">;

export const ok = (value: string): Finding => ({ value, state: "ok", remedy: null });
export const fact = (value: string, remedy: string | null = null): Finding => ({
  ...{ value, state: "fact", remedy },
});
export const notice = (value: string, remedy: string): Finding => ({ value, state: "notice", remedy });
export const problem = (value: string, remedy: string): Finding => ({ value, state: "problem", remedy });

export const line = (label: string, finding: Finding): Line => ({ label, ...finding });

const counted = (count: number, noun: string): string[] =>
  count === 0 ? [] : [`${count} ${noun}${count === 1 ? "" : "s"}`];

/** The whole in a few words. */
export function summaryOf(lines: readonly Line[]): string {
  const countOf = (wanted: LineState): number => lines.filter(({ state }) => state === wanted).length;
  if (countOf("waiting") > 0) return "Checking";
  const said = [...counted(countOf("problem"), "problem"), ...counted(countOf("notice"), "notice")];
  return said.length === 0 ? "All is well" : said.join(", ");
}

/** The worst state of all: what the whole looks like. */
export function worstOf(lines: readonly Line[]): LineState {
  const found = (["waiting", "problem", "notice"] as const).find((wanted) =>
    lines.some(({ state }) => state === wanted),
  );
  return found ?? "ok";
}
