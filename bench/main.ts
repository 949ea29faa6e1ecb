import { mkdirSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { deskLines, runDesk } from "./desk";
import { embeddedLines, runEmbedded } from "./embedded";
import { diskSync } from "./measure";
import { openStage } from "./peers";
import { bundle } from "./processes";
import { table } from "./report";
import { runRound, SECTIONS, type Section } from "./round";
import { Samples } from "./samples";
import { FULL, QUICK, type Settings } from "./settings";
import { verdict } from "./verdict";

const USAGE = `npm run bench [-- options]
  desk               the data desk in a browser, and nothing else
  --quick            fewer rounds, about a minute
  --only a,b         of: ${[...SECTIONS, "embedded"].join(", ")}
  --profile folder   writes CPU profiles of the server there`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  const settings = values.quick ? QUICK : FULL;
  const names = values.only?.split(",") ?? [...SECTIONS, "embedded"];
  const sections = SECTIONS.filter((section) => names.includes(section));
  const profile = values.profile ?? null;
  if (profile !== null) mkdirSync(profile, { recursive: true });
  const samples = new Samples();
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  const before = diskSync();
  await bundle();
  const embeddedRounds = names.includes("embedded") ? settings.embeddedRounds : 0;
  for (let n = 0; n < embeddedRounds; n += 1)
    await runEmbedded(samples, { deltas: settings.embeddedDeltas, profile });
  const rounds = sections.length === 0 ? 0 : await runRounds({ samples, settings, elapsed }, sections);
  const after = diskSync();
  const load = loadavg()[0] ?? 0;
  if (sections.length > 0) console.log(`${table(samples)}\n\n${LEGEND}\n`);
  if (embeddedRounds > 0) console.log(`${embeddedLines(samples)}\n`);
  console.log(verdict(samples));
  console.log(
    `\nfdatasync p50 ${ms(before.p50)} / ${ms(after.p50)} ms, p99 ${ms(before.p99)} / ${ms(after.p99)} ms`,
  );
  console.log(`${rounds} rounds, ${Math.round(elapsed() / 1000)} s, load ${load.toFixed(1)}`);
}

type Run = { samples: Samples; settings: Settings; elapsed: () => number };

/** Resolves with the number of rounds. */
async function runRounds({ samples, settings, elapsed }: Run, sections: readonly Section[]): Promise<number> {
  const stage = await openStage(values.profile ?? null);
  let rounds = 0;
  try {
    // One round before the first: code that runs for the first time says nothing about code that runs.
    await runRound({ stage, samples: new Samples(), settings: WARMING, round: 0 }, sections.filter(isWarmed));
    const fits = (ms: number): boolean => rounds === 0 || elapsed() + ms < settings.budgetMs;
    for (let longest = 0; rounds < settings.rounds && fits(longest); rounds += 1) {
      const began = elapsed();
      console.error(`round ${rounds + 1} of at most ${settings.rounds}`);
      await runRound({ stage, samples, settings, round: rounds }, sections);
      longest = Math.max(longest, elapsed() - began);
    }
  } finally {
    await stage.stop();
  }
  return rounds;
}

const LEGEND =
  "Median (lowest–highest round), and the median of its ratio to the base peer in the same round.";
const ms = (value: number): string => value.toFixed(2);
const WARMED: readonly Section[] = ["rollouts", "http", "load"];
const isWarmed = (section: Section): boolean => WARMED.includes(section);
const WARMING: Settings = { ...QUICK, longRounds: 0, sessions: 10, pacedDeltas: 50, floodDeltas: 300 };

/** In a browser, beside which nothing else of the bench may run. */
async function benchDesk(): Promise<void> {
  const samples = new Samples();
  await runDesk(samples, { rounds: values.quick ? 1 : 5 });
  console.log(`${deskLines(samples)}\n\n${verdict(samples)}`);
}

if (values.help || positionals.some((name) => name !== "desk")) console.log(USAGE);
else await (positionals.length > 0 ? benchDesk() : run());
