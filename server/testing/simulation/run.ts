import { loadWireSchemas } from "../../../lib/tools/wire-schemas";
import type { Plan } from "./plan";
import { ACTIONS } from "./actions";
import { Cast } from "./cast";
import { checkEnd } from "./check-end";
import type { Plant } from "./plant";
import { NOTHING_PLANTED } from "./plant";
import { settle } from "./settle";
import { World } from "./world";

export type Run = {
  violations: readonly string[];
  /** How often what happened: types of events, refusals, takeovers and the like. */
  seen: ReadonlyMap<string, number>;
  /** Every event of every session as it was written. */
  log: string;
};

/** Plays one schedule, ends its faults, and says what was broken. The same plan gives the same run, always. */
export async function run(plan: Plan, plant: Plant = NOTHING_PLANTED): Promise<Run> {
  // Else a page would wait for the module loader, which knows no virtual time.
  await loadWireSchemas();
  const world = new World(plan.seed, plan.nodes, plant);
  const cast = new Cast(world, plan.sessions);
  const { oracle, timeline } = world;
  const isBroken = (): boolean => oracle.violations.length > 0;
  await timeline.run(100, isBroken);
  for (const { name, gapMs, ...choice } of plan.actions) {
    await timeline.run(gapMs, isBroken);
    if (isBroken()) break;
    oracle.note(`did ${name}`);
    ACTIONS[name].perform(cast, choice);
  }
  await timeline.run(plan.tailMs, isBroken);
  if (!isBroken()) await settle(cast, isBroken);
  if (!isBroken()) await checkEnd(cast);
  for (const page of [...cast.pages]) cast.close(page);
  const { violations, seen } = oracle;
  const log = [...oracle.books.values()].flatMap(({ rows }) => rows.map(({ row }) => row.body)).join("\n");
  return { violations, seen, log };
}
