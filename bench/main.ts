import { mkdirSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { diskSync } from "./measure";
import { openStage } from "./peers";
import { bundle } from "./processes";
import { table, verdict } from "./report";
import { runRound, SECTIONS } from "./round";
import { Samples } from "./samples";
import { FULL, QUICK, type Settings } from "./settings";

const USAGE = `npm run bench [-- options]
  --quick            fewer rounds, about a minute
  --only a,b         of: ${SECTIONS.join(", ")}
  --profile folder   writes CPU profiles of the server there`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  const settings = values.quick ? QUICK : FULL;
  const names = values.only?.split(",") ?? SECTIONS;
  const sections = SECTIONS.filter((section) => names.includes(section));
  if (values.profile !== undefined) mkdirSync(values.profile, { recursive: true });
  const samples = new Samples();
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  let rounds = 0;
  const before = diskSync();
  await bundle();
  const stage = await openStage(values.profile ?? null);
  try {
    // One round before the first: code that runs for the first time says nothing about code that runs.
    await runRound({ stage, samples: new Samples(), settings: WARMING, round: 0 }, sections.filter(isWarmed));
    for (let longest = 0; rounds < settings.rounds && elapsed() + longest < settings.budgetMs; rounds += 1) {
      const began = elapsed();
      console.error(`round ${rounds + 1} of at most ${settings.rounds}`);
      await runRound({ stage, samples, settings, round: rounds }, sections);
      longest = Math.max(longest, elapsed() - began);
    }
  } finally {
    await stage.stop();
  }
  const after = diskSync();
  const load = loadavg()[0] ?? 0;
  console.log(table(samples));
  console.log(`\n${LEGEND}`);
  console.log(`\n${verdict(samples)}`);
  console.log(
    `\nfdatasync p50 ${ms(before.p50)} / ${ms(after.p50)} ms, p99 ${ms(before.p99)} / ${ms(after.p99)} ms`,
  );
  console.log(`${rounds} rounds, ${Math.round(elapsed() / 1000)} s, load ${load.toFixed(1)}`);
}

const LEGEND =
  "Median (lowest–highest round), and the median of its ratio to the base peer in the same round.";
const ms = (value: number): string => value.toFixed(2);
const isWarmed = (section: string): boolean => section === "rollouts" || section === "load";
const WARMING: Settings = { ...QUICK, longRounds: 0, sessions: 10, pacedDeltas: 50, floodDeltas: 300 };

if (values.help) console.log(USAGE);
else await run();
