import type { ActionName } from "./actions";
import type { Plan } from "./plan";

type Step = readonly [name: ActionName, gapMs: number, a: number, b: number];
type Found = { name: string; seed: number; nodes: number; sessions: number; steps: readonly Step[] };

const planOf = ({ steps, ...rest }: Found): Plan => ({
  ...rest,
  tailMs: 0,
  actions: steps.map(([name, gapMs, a, b]) => ({ name, gapMs, a, b })),
});

/** Schedules that have found a bug each, cut down to what it took. */
export const FOUND: readonly Plan[] = [
  {
    name: "the owner takes its session back and detaches pages that are there",
    ...{ seed: 274, nodes: 1, sessions: 2 },
    steps: [
      ["say", 10182, 0.3579200925305486, 0.39761284249834716],
      ["stop", 180, 0.8940155792515725, 0.1952058430761099],
      ["lose_answer", 0, 0.6336011041421443, 0.9714307030662894],
      ["stop", 9852, 0.6782472457271069, 0.5925758979283273],
    ] satisfies Step[],
  },
].map(planOf);
