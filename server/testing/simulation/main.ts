import { parseArgs } from "node:util";
import { writeProof, type Finding } from "../proof";
import { play, type Failure } from "./campaign";
import { planNamed, PROFILE_NAMES } from "./plan";
import { run } from "./run";
import { shrink } from "./shrink";

const MOST_SHRUNK = 3;

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    /** One schedule, by its printed name. */
    seed: { type: "string" },
  },
});

process.exit((await (values.seed === undefined ? prove() : replay(values.seed))) ? 0 : 1);

async function replay(name: string): Promise<boolean> {
  const plan = planNamed(name);
  if (!plan) throw new Error(`${name} is no schedule: write it as ${PROFILE_NAMES.join("|")}.<number>`);
  const { violations } = await run(plan);
  for (const { name: action, gapMs, a, b } of plan.actions) console.log(`+${gapMs} ms ${action} ${a} ${b}`);
  console.log(violations.join("\n") || "nothing was broken");
  return violations.length === 0;
}

async function explain({ plan, violations }: Failure): Promise<void> {
  const small = await shrink(plan);
  console.log(`${plan.name}: ${violations[0]}\n  npm run simulate -- --seed ${small.name}`);
}

async function prove(): Promise<boolean> {
  const [schedules, from] = [Number(values.schedules), Number(values.from)];
  const start = performance.now();
  const result = await play({ profiles: PROFILE_NAMES, from, schedules });
  const seconds = (performance.now() - start) / 1000;
  for (const failure of result.failures.slice(0, MOST_SHRUNK)) await explain(failure);
  const failed = result.failures.map(({ plan }) => plan.name);
  const counted = (what: string): string => (result.seen.get(what) ?? 0).toLocaleString("en");
  const findings: Finding[] = [
    {
      what: "schedules",
      figure: `${schedules}, seeds from ${from}, ${((seconds / schedules) * 1000).toFixed(0)} ms each`,
      kept: true,
    },
    { what: "promises broken", figure: failed.slice(0, 20).join(", ") || "none", kept: failed.length === 0 },
    {
      what: "turns",
      figure: `${counted("turn.started")} begun, ${counted("turn.finished")} ended`,
      kept: true,
    },
    {
      what: "calls of tools",
      figure: `${counted("tool_call.requested")} made, ${counted("tool_call.finished")} ended`,
      kept: true,
    },
    {
      what: "owners replaced",
      figure: `${counted("takeover")}; ${counted("append: stale_owner")} writes of stale ones refused`,
      kept: true,
    },
    {
      what: "commands refused",
      figure: `${counted("owner refused: duplicate")} doubles, ${counted("owner refused: stale")} late ones, ${counted("guest refused: forbidden")} of readers`,
      kept: true,
    },
  ];
  for (const { what, figure, kept } of findings)
    console.log(`${kept ? "kept  " : "BROKEN"}  ${what}: ${figure}`);
  return writeProof({
    id: "T1",
    shows: "Nodes, pages, model, store and wires under seeded faults in virtual time break no promise.",
    command: `npm run simulate -- --schedules ${schedules} --from ${from}`,
    seconds: Math.round(seconds),
    findings,
  });
}
