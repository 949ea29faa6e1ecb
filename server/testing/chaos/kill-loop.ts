import { writeProof, type Finding } from "../proof";
import { seededRandom } from "../seeded-random";
import { Fleet } from "./fleet";
import { killAt, killAtRandom, killWhileMigrating, POINTS } from "./kills";
import { percentile } from "./percentile";

export type KillLoop = { random: number; points: number; sessions: number; seed: number };

const BATCH = 10;
const RECOVERY_MS = 5_000;

/** T4: random kills, and each crash point so many times; after every ten of them all is compared with the log and new sessions begin. */
export async function killLoop(
  { random, points, sessions, seed }: KillLoop,
  command: string,
): Promise<boolean> {
  const began = performance.now();
  const fleet = await Fleet.start({ sessions, random: seededRandom(seed) });
  const wrong: string[] = [];
  const kills = [
    ...Array.from({ length: random }, () => () => killAtRandom(fleet)),
    ...POINTS.flatMap((point) => Array.from({ length: points }, () => () => killAt(fleet, point))),
  ];
  for (const [index, kill] of kills.entries()) {
    fleet.talk();
    await kill();
    if ((index + 1) % BATCH > 0 && index + 1 < kills.length) continue;
    wrong.push(...(await fleet.settle()));
    if (index + 1 < kills.length) await fleet.renew();
    console.log(`${index + 1} of ${kills.length} kills, ${wrong.length} wrong`);
  }
  for (let time = 0; time < points; time += 1) await killWhileMigrating();
  await fleet.stop();
  for (const each of wrong.slice(0, 20)) console.error(each);
  return writeProof({
    id: "T4",
    shows: "kill -9 under load, at random and at every crash point: nothing acknowledged is lost or doubled",
    ...{ command, seconds: Math.round((performance.now() - began) / 1000) },
    findings: findingsOf(fleet, { random, points, wrong, seed }),
  });
}

type Outcome = { random: number; points: number; wrong: readonly string[]; seed: number };

function findingsOf(fleet: Fleet, { random, points, wrong, seed }: Outcome): Finding[] {
  const { sessions, acked, longestLog } = fleet.totals();
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => percentile(fleet.recoveries, share));
  return [
    { what: "kills at random", figure: String(random), kept: true },
    {
      what: `kills at ${POINTS.length + 1} crash points`,
      figure: String(points * (POINTS.length + 1)),
      kept: true,
    },
    { what: `commands acknowledged in ${sessions} sessions`, figure: String(acked), kept: acked > 0 },
    {
      what: `events of a session, at most; ${fleet.pages.length} at once`,
      figure: String(longestLog),
      kept: true,
    },
    {
      what: "lost, doubled, reordered or left running",
      figure: String(wrong.length),
      kept: wrong.length === 0,
    },
    {
      what: "from a start until every page is live again",
      figure: `p50 ${p50} ms, p95 ${p95} ms, longest ${most} ms (limit ${RECOVERY_MS} ms)`,
      kept: (most ?? 0) <= RECOVERY_MS,
    },
    { what: "seed", figure: String(seed), kept: true },
  ];
}
