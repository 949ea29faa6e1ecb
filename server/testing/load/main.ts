import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { writeProof, type Finding, type Proof } from "../proof";
import { forkTarget } from "../target/fork";
import { fanout } from "./fanout";
import { herd } from "./herd";
import { slopeOf, soak, type Sample } from "./soak";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "fanout,herd,soak" },
    viewers: { type: "string", default: "1000" },
    turns: { type: "string", default: "6" },
    clients: { type: "string", default: "1000" },
    rounds: { type: "string", default: "20" },
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);

type Shown = Pick<Proof, "id" | "shows" | "command" | "findings">;

const shipped = { store: "sqlite", hurry: 1, provider: null, admission: "shipped" } as const;
const join = (of: readonly number[], digits: number): string =>
  of.map((one) => one.toFixed(digits)).join(", ");

async function showFanout(): Promise<Shown> {
  const [viewers, turns, slow] = [Number(values.viewers), Number(values.turns), 10];
  const target = await forkTarget(shipped);
  const size = { viewers, slow, turns, pieces: 500, chars: 2_048, everyMs: 50 };
  const { alone, beside, cut, resumed } = await fanout(target, size);
  await target.stop();
  const [middle, most] = [median(beside), Math.max(...alone) * 1.1];
  const findings: Finding[] = [
    {
      what: `p99 of ${viewers} viewers without slow ones, each turn, ms`,
      figure: join(alone, 0),
      kept: true,
    },
    {
      what: `the same with ${slow} that read 1 KiB/s: median within 10 % of the worst turn without`,
      figure: join(beside, 0),
      kept: middle <= most,
    },
    { what: "slow viewers cut by the server", figure: `${cut} of ${slow}`, kept: cut === slow },
    { what: "slow viewers that resumed to the end", figure: `${resumed} of ${slow}`, kept: resumed === slow },
  ];
  const command = `npm run load -- --only fanout --viewers ${viewers} --turns ${turns}`;
  return { id: "T11", shows: "Slow viewers of a session do not delay its others.", command, findings };
}

async function showHerd(): Promise<Shown> {
  const [clients, rounds] = [Number(values.clients), Number(values.rounds)];
  const sessions = Math.ceil(clients / 10);
  const target = await forkTarget(shipped);
  const seen = await herd(target, { clients, sessions, rounds, seed });
  await target.stop();
  const slowest = Math.max(...seen.map(({ ms }) => ms)) / 1000;
  const reads = Math.max(...seen.map(({ logReads }) => logReads));
  const cpu = Math.max(...seen.map(({ cpuMs }) => cpuMs)) / 1000;
  const times = join(
    seen.map(({ ms }) => ms / 1000),
    1,
  );
  const findings: Finding[] = [
    { what: `${clients} pages back, each of ${rounds} times, s (≤ 15)`, figure: times, kept: slowest <= 15 },
    {
      what: `reads of ${sessions} logs that had grown, at most (≤ sessions + 10 %)`,
      figure: String(reads),
      kept: reads <= sessions * 1.1,
    },
    { what: "server CPU for one return, at most, s (< 10)", figure: cpu.toFixed(1), kept: cpu < 10 },
  ];
  const command = `npm run load -- --only herd --clients ${clients} --rounds ${rounds} --seed ${seed}`;
  return { id: "T12", shows: "Pages whose connections are all cut at once come back.", command, findings };
}

/** Lets sessions go between two visits: one that stays in memory grows by its history, which is no leak. */
const HURRY = 20;

async function showSoak(): Promise<Shown> {
  const minutes = Number(values.minutes);
  const target = await forkTarget({ ...shipped, hurry: HURRY });
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  const endMs = minutes * 60_000;
  const samples: Sample[] = [];
  const sampling = (async (): Promise<void> => {
    while (elapsed() < endMs) {
      await wait(Math.max(1_000, endMs / 90));
      samples.push({ atMs: elapsed(), figures: await target.figures(true) });
    }
  })();
  const goesOn = (): boolean => elapsed() < endMs;
  const visits = await soak(target, { sessions: 200, workers: 10, seed, goesOn, pauseMs: 2_000 });
  await sampling;
  await target.stop();
  const warm = samples.filter(({ atMs }) => atMs > endMs / 4);
  const rss = slopeOf(warm, ({ rssBytes }) => rssBytes / 1e6);
  const heap = slopeOf(warm, ({ heapBytes }) => heapBytes / 1e6);
  const files = slopeOf(warm, ({ openFiles }) => openFiles);
  const rises = ({ slope, error }: typeof rss, unit: string): string =>
    `${slope.toFixed(2)} ± ${error.toFixed(2)} ${unit}/h`;
  const flat = ({ slope, error }: typeof rss, most: number): boolean => slope - 2 * error < most;
  const findings: Finding[] = [
    { what: "visits to 200 sessions", figure: `${visits} in ${minutes} minutes`, kept: visits > 0 },
    { what: "RSS rises by (< 1 within two errors)", figure: rises(rss, "MB"), kept: flat(rss, 1) },
    {
      what: "heap after GC rises by (< 1 within two errors)",
      figure: rises(heap, "MB"),
      kept: flat(heap, 1),
    },
    {
      what: "open files rise by (< 1 within two errors)",
      figure: rises(files, "files"),
      kept: flat(files, 1),
    },
  ];
  const command = `npm run load -- --only soak --minutes ${minutes} --seed ${seed}`;
  return { id: "T13", shows: "Sessions that come and go leave nothing behind.", command, findings };
}

function median(of: readonly number[]): number {
  const sorted = [...of].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

const shows = { fanout: showFanout, herd: showHerd, soak: showSoak };

console.log(`seed ${seed}`);
let ok = true;
for (const [name, show] of Object.entries(shows)) {
  if (!values.only.split(",").includes(name)) continue;
  const start = performance.now();
  const proof = await show();
  for (const { what, figure, kept } of proof.findings)
    console.log(`${kept ? "kept  " : "BROKEN"}  ${what}: ${figure}`);
  ok = writeProof({ ...proof, seconds: Math.round((performance.now() - start) / 1000) }) && ok;
}
process.exit(ok ? 0 : 1);
