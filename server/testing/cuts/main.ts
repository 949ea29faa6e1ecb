import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeProof, type Finding } from "../proof";
import { seededRandom } from "../seeded-random";
import { cutsOf, silencesOf, slowOf } from "./faults";
import type { Side } from "./stage";
import { lengthsOf, playAll, type Tally } from "./trials";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    step: { type: "string", default: "1" },
    silent: { type: "string", default: "90" },
    slow: { type: "string", default: "10" },
    lanes: { type: "string", default: "12" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [step, silent, slow, lanes, seed] = [
  ...[values.step, values.silent, values.slow, values.lanes, values.seed].map(Number),
] as [number, number, number, number, number];

const SHOWS: Record<Side, string> = {
  browser:
    "A page whose connection is cut at any byte comes back, and a conversation with a tool call is whole and once.",
  upstream:
    "A connection to the model that is cut at any byte leaves each turn whole, or ended with the beginning of its answer.",
};
const BYTES_PER_SECOND = 1_000;
/** Dialogues differ by a few bytes, and a busy machine may end one connection before its fault. */
const MET_SHARE = 0.9;

async function prove(side: Side): Promise<boolean> {
  const random = seededRandom(seed);
  const began = performance.now();
  const lengths = await lengthsOf(side, random);
  const play = (trials: Parameters<typeof playAll>[0]) => playAll(trials, { side, lanes, random });
  const cuts = await play(cutsOf(lengths, step, random));
  const silences = await play(silencesOf(lengths, silent, random));
  const slowed = await play(slowOf(slow, BYTES_PER_SECOND));
  const { up, down } = lengths;
  const findings = [
    ...findingsOf(
      `cuts after every ${step === 1 ? "" : `${step}th `}byte of ${up} up and ${down} down`,
      cuts,
    ),
    ...findingsOf("held or half open after a byte by chance", silences),
    ...findingsOf(`${BYTES_PER_SECOND} bytes a second`, slowed),
    { what: "seed", figure: String(seed), kept: true },
  ];
  for (const { what, figure, kept } of findings)
    console.log(`${kept ? "kept  " : "BROKEN"}  ${side}: ${what}: ${figure}`);
  const command = `npm run cuts -- --only ${side} --step ${step} --silent ${silent} --slow ${slow} --seed ${seed}`;
  const seconds = Math.round((performance.now() - began) / 1000);
  return writeProof({ id: `T7 ${side}`, shows: SHOWS[side], command, seconds, findings });
}

function findingsOf(what: string, { trials, met, ends, wrong }: Tally): Finding[] {
  for (const each of wrong) console.error(each);
  const counts = Object.entries(ends).map(([end, count]) => `${count} ${end}`);
  return [
    { what, figure: `${met} of ${trials} dialogues met it`, kept: met >= trials * MET_SHARE },
    { what: `${what}: turns`, figure: counts.join(", "), kept: trials > 0 },
    { what: `${what}: wrong`, figure: String(wrong.length), kept: wrong.length === 0 },
  ];
}

/** Each side in a process of its own, at the same time. */
async function proveBoth(): Promise<boolean> {
  const children = (["browser", "upstream"] as const).map((side) =>
    fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--only", side, "--seed", String(seed)]),
  );
  const codes = await Promise.all(children.map((child) => once(child, "exit")));
  return codes.every(([code]) => code === 0);
}

console.log(`seed ${seed}`);
const kept =
  values.only === "browser" || values.only === "upstream" ? await prove(values.only) : await proveBoth();
process.exit(kept ? 0 : 1);
