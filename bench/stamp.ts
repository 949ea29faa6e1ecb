const WIDTH = 8;

/** Microseconds on the clock that all processes of this machine share. */
export const nowMicros = (): number => Number(process.hrtime.bigint() / 1000n);

/** The text of a delta: when it was sent. */
export const stamp = (): string => nowMicros().toString(36).padStart(WIDTH, "0");

/** Microseconds that each delta in a text took; one that was merged from several holds a stamp of each. */
export function ages(text: string, now = nowMicros()): number[] {
  const found: number[] = [];
  for (let at = 0; at + WIDTH <= text.length; at += WIDTH)
    found.push(now - Number.parseInt(text.slice(at, at + WIDTH), 36));
  return found;
}
