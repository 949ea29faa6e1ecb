import { parseArgs } from "node:util";
import { planNamed, PROFILE_NAMES } from "./plan";
import { provePlanted, proveSchedules } from "./prove";
import { run } from "./run";

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    /** Plants bugs, and looks for them. */
    planted: { type: "boolean", default: false },
    /** One schedule, by its printed name. */
    seed: { type: "string" },
  },
});

const size = { schedules: Number(values.schedules), from: Number(values.from) };
const work = values.planted ? provePlanted : proveSchedules;
process.exit((await (values.seed === undefined ? work(size) : replay(values.seed))) ? 0 : 1);

async function replay(name: string): Promise<boolean> {
  const plan = planNamed(name);
  if (!plan) throw new Error(`${name} is no schedule: write it as ${PROFILE_NAMES.join("|")}.<number>`);
  const { violations } = await run(plan);
  for (const { name: action, gapMs, a, b } of plan.actions) console.log(`+${gapMs} ms ${action} ${a} ${b}`);
  console.log(violations.join("\n") || "nothing was broken");
  return violations.length === 0;
}
