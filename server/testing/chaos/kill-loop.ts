import { seededRandom } from "../seeded-random";
import { Fleet } from "./fleet";
import { killAt, killAtRandom, killWhileMigrating, POINTS } from "./kills";
import { percentile, writeResult } from "./result";

export type KillLoop = { random: number; points: number; sessions: number; seed: number };

const BATCH = 10;
const RECOVERY_MS = 5_000;

/** T4: random kills, and each crash point so many times; after every ten of them all is compared with the log. */
export async function killLoop(
  { random, points, sessions, seed }: KillLoop,
  command: string,
): Promise<boolean> {
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
    console.log(`${index + 1} of ${kills.length} kills, ${wrong.length} wrong`);
  }
  for (let time = 0; time < points; time += 1) await killWhileMigrating();
  await fleet.stop();
  const { recoveries } = fleet;
  const slowest = percentile(recoveries, 1);
  const ok = wrong.length === 0 && slowest <= RECOVERY_MS;
  for (const each of wrong.slice(0, 20)) console.error(each);
  const figures = {
    ...{ "random kills": random, "kills at crash points": points * (POINTS.length + 1), sessions, seed },
    "commands acknowledged": fleet.pages.reduce((sum, { acked }) => sum + acked.size, 0),
    ...{ violations: wrong.length },
    ...{ "recovery p50 ms": percentile(recoveries, 0.5), "recovery p95 ms": percentile(recoveries, 0.95) },
    "recovery max ms": slowest,
  };
  const title = "kill -9 under load, at random and at every crash point";
  await writeResult({ id: "T4", title, figures, ok, command });
  return ok;
}
