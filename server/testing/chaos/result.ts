import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export type Result = {
  id: string;
  title: string;
  figures: Record<string, number | string>;
  ok: boolean;
  command: string;
  at: string;
};

/** Keeps what a long command measured in `artifacts/reliability`, and shows it. */
export async function writeResult(result: Omit<Result, "at">): Promise<void> {
  const folder = path.resolve("artifacts/reliability");
  await mkdir(folder, { recursive: true });
  const whole: Result = { ...result, at: new Date().toISOString() };
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  await writeFile(path.join(folder, `${result.id}.json`), text);
  console.log(text);
}

/** The value below which a share of `values` lies; 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round(sorted[at] ?? 0);
}
