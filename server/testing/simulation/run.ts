import type { Plan } from "./plan";
import { ACTIONS } from "./actions";
import { Cast } from "./cast";
import { checkEnd } from "./check-end";
import type { Plant } from "./plant";
import { NOTHING_PLANTED } from "./plant";
import { settle } from "./settle";
import { World } from "./world";

export type Run = { violations: readonly string[]; events: number };

/** Plays one schedule, ends its faults, and says what was broken. The same plan gives the same run, always. */
export async function run(plan: Plan, plant: Plant = NOTHING_PLANTED): Promise<Run> {
  const world = new World(plan.seed, plan.nodes, plant);
  const cast = new Cast(world, plan.sessions);
  const { oracle, timeline } = world;
  const isBroken = (): boolean => oracle.violations.length > 0;
  await timeline.run(100, isBroken);
  for (const { name, gapMs, ...choice } of plan.actions) {
    await timeline.run(gapMs, isBroken);
    if (isBroken()) break;
    ACTIONS[name].perform(cast, choice);
  }
  if (!isBroken()) await settle(cast, isBroken);
  if (!isBroken()) await checkEnd(cast);
  for (const page of [...cast.pages]) cast.close(page);
  const events = [...oracle.books.values()].reduce((sum, { head }) => sum + head, 0);
  return { violations: oracle.violations, events };
}
