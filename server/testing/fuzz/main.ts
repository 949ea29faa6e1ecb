import { parseArgs } from "node:util";
import { writeProof, type Finding } from "../proof";
import { forkTarget } from "../target/fork";
import { fuzz, WAYS, type FuzzResult, type Way } from "./fuzz";

const MOST_GROWTH_MB = 50;
const MOST_HEAP_MB = 5;

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "20000" },
    only: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const frames = Number(values.frames);
const seed = Number(values.seed);

async function run(way: Way): Promise<Finding[]> {
  try {
    const open = (options: Parameters<Parameters<typeof fuzz>[0]>[0]) =>
      forkTarget({ store: "sqlite", hurry: 20, ...options });
    return findings(way, await fuzz(open, { way, frames, seed }));
  } catch (error) {
    return [{ what: `${way}: the server lives and serves others`, figure: String(error), kept: false }];
  }
}

function findings(way: Way, { rounds, served, slowestMs, before, after }: FuzzResult): Finding[] {
  const growth = (after.rssBytes - before.rssBytes) / 1e6;
  const heap = (after.heapBytes - before.heapBytes) / 1e6;
  const unit = way === "provider" ? "turns" : "sockets";
  return [
    { what: `${way}: frames`, figure: `${frames} on ${rounds} ${unit}; the server lives`, kept: true },
    {
      what: `${way}: bugs in its log`,
      figure: after.bugs.join("; ") || "none",
      kept: after.bugs.length === 0,
    },
    { what: `${way}: RSS growth`, figure: `${growth.toFixed(1)} MB`, kept: growth < MOST_GROWTH_MB },
    { what: `${way}: heap growth`, figure: `${heap.toFixed(1)} MB`, kept: heap < MOST_HEAP_MB },
    {
      what: `${way}: event loop lag`,
      figure: `p99 ${after.lagP99Ms.toFixed(0)} ms, longest ${after.lagMaxMs.toFixed(0)} ms`,
      kept: true,
    },
    {
      what: `${way}: others served meanwhile`,
      figure: `${served} times, slowest ${slowestMs.toFixed(0)} ms`,
      kept: served > 0,
    },
  ];
}

console.log(`seed ${seed}`);
const start = performance.now();
const found: Finding[] = [];
for (const way of WAYS.filter((name) => values.only === undefined || values.only.split(",").includes(name))) {
  const some = await run(way);
  for (const { what, figure, kept } of some) console.log(`${kept ? "kept  " : "BROKEN"}  ${what}: ${figure}`);
  found.push(...some);
}
const kept = writeProof({
  id: "T9",
  shows:
    "Frames that break every rule, from pages and from a provider, neither end the server nor slow others.",
  command: `npm run fuzz -- --frames ${frames} --seed ${seed}`,
  seconds: Math.round((performance.now() - start) / 1000),
  findings: found,
});
process.exit(kept ? 0 : 1);
