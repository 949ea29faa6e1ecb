import { setTimeout as wait } from "node:timers/promises";
import { Dice } from "../fuzz/dice";
import { mintCookie, TestPage } from "../page";
import type { Figures, Target } from "../target/target";

export type SoakSize = {
  sessions: number;
  /** Pages that come and go at the same time. */
  workers: number;
  seed: number;
  /** False once it is enough; asked before each visit. */
  goesOn: (visits: number) => boolean;
  pauseMs: number;
};

const REPLACED = 0.1;

type Known = { cookie: string; sessionId: string; isNew: boolean };

/** Pages visit sessions, say something and leave, each session again and again; now and then one is replaced. */
export async function soak(
  target: Target,
  { sessions, workers, seed, goesOn, pauseMs }: SoakSize,
): Promise<number> {
  const dice = new Dice(seed);
  const known: Known[] = [];
  let visits = 0;
  const free = new Set(Array.from({ length: sessions }, (_none, at) => at));
  const visit = async (at: number): Promise<void> => {
    const old = (known[at] ??= await newcomer(target));
    const { cookie, sessionId, isNew } = dice.chance(REPLACED) ? { ...old, isNew: true } : old;
    const page = await TestPage.open(target.origin, { cookie, ...(isNew ? {} : { sessionId }) });
    if (isNew) await page.create("echo");
    else await follow(page);
    known[at] = { cookie, sessionId: page.sessionId, isNew: false };
    const ended = page.state.turns.length + 1;
    page.say(`visit ${visits}`);
    await page.finished(ended);
    await page.close();
  };
  const work = async (): Promise<void> => {
    while (goesOn(visits)) {
      visits += 1;
      const choices = [...free];
      const at = choices[dice.below(choices.length)] ?? 0;
      free.delete(at);
      await visit(at);
      free.add(at);
      if (pauseMs > 0) await wait(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return visits;
}

const newcomer = async ({ origin }: Target): Promise<Known> => ({
  ...{ cookie: await mintCookie(origin), sessionId: "", isNew: true },
});

async function follow(page: TestPage): Promise<void> {
  page.subscribe();
  await page.frame("caught_up");
}

export type Sample = { atMs: number; figures: Figures };

/** Units an hour that the values rise by, and the standard error of that. */
export function slopeOf(
  samples: readonly Sample[],
  value: (figures: Figures) => number,
): { slope: number; error: number } {
  const points = samples.map(({ atMs, figures }) => ({ x: atMs / 3_600_000, y: value(figures) }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const slope = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
  const rest = points.reduce((sum, point) => sum + (point.y - y - slope * (point.x - x)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / Math.max(1, points.length - 2) / spread) };
}
