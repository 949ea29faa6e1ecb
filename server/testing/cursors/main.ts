import { parseArgs } from "node:util";
import { writeProof, type Finding } from "../proof";
import { seededRandom } from "../seeded-random";
import { openStore } from "../target/target";
import { returnAtRandom } from "./returns";

const { values } = parseArgs({
  options: {
    cursors: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const cursors = Number(values.cursors);
const seed = Number(values.seed);

async function prove(kind: "memory" | "sqlite"): Promise<Finding[]> {
  const { store, close } = openStore(kind);
  const tally = await returnAtRandom(store, { returns: cursors / 2, random: seededRandom(seed) });
  await close();
  for (const each of tally.wrong) console.error(each);
  const { returns, resumed, reset, growing, paged, events, wrong } = tally;
  return [
    { what: `${kind}: cursors`, figure: `${returns}, ${events} events sent`, kept: returns >= cursors / 2 },
    {
      what: `${kind}: what became of them`,
      figure: `${resumed} resumed, ${reset} started again; ${growing} while the log grew, ${paged} in several pages`,
      kept: Math.min(resumed, reset, growing, paged) > 0,
    },
    { what: `${kind}: wrong`, figure: String(wrong.length), kept: wrong.length === 0 },
  ];
}

console.log(`seed ${seed}`);
const began = performance.now();
const findings = [...(await prove("memory")), ...(await prove("sqlite"))];
for (const { what, figure, kept } of findings)
  console.log(`${kept ? "kept  " : "BROKEN"}  ${what}: ${figure}`);
const kept = writeProof({
  id: "T15",
  shows:
    "A page that comes back at any cursor, of any history, gets exactly what it lacks, or is told to start again.",
  command: `npm run cursors -- --cursors ${cursors} --seed ${seed}`,
  seconds: Math.round((performance.now() - began) / 1000),
  findings: [...findings, { what: "seed", figure: String(seed), kept: true }],
});
process.exit(kept ? 0 : 1);
