const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

const part = String.raw`\d{1,9}(?:\.\d{1,6})? ?(?:h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|m(?:illi)?s(?:econds?)?)(?![a-z])`;
const hint = new RegExp(String.raw`try again in (${part}(?:(?:,? | and )?${part}){0,3})`, "i");
const pieces = /(\d+(?:\.\d+)?) ?([a-z]+)/gi;

/** Milliseconds that a message asks to wait: "try again in 6m0s", "1m12s", "1.3s", "120ms", "20 seconds". */
export function hintedWait(message: string): number | null {
  const said = hint.exec(message)?.[1];
  if (said === undefined) return null;
  const parts = [...said.matchAll(pieces)].map(
    ([, count, unit = ""]) => Number(count) * (unitMs[short(unit)] ?? 0),
  );
  return Math.round(parts.reduce((sum, ms) => sum + ms, 0));
}

function short(unit: string): string {
  const lower = unit.toLowerCase();
  return lower === "ms" || lower.startsWith("milli") ? "ms" : lower.slice(0, 1);
}
