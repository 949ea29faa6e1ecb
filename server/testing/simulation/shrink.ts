import type { Plan } from "./plan";
import { thinned } from "./plan";
import type { Plant } from "./plant";
import { run } from "./run";

/** Leaves out actions of a plan that fails for as long as it still does: half of them, a quarter, one by one. */
export async function shrink(plan: Plan, plant?: Plant): Promise<Plan> {
  let kept = plan.actions.map((_, at) => at);
  const fails = async (some: readonly number[]): Promise<boolean> =>
    (await run(thinned(plan, some), plant)).violations.length > 0;
  for (let size = kept.length >> 1; size > 0; size = size >> 1) {
    for (let from = 0; from < kept.length;) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(without)) kept = without;
      else from += size;
    }
  }
  return thinned(plan, kept);
}
