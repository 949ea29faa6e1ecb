import { writeProof } from "../proof";
import { seededRandom } from "../seeded-random";
import { Fleet } from "./fleet";
import { wait } from "./kills";
import { percentile } from "./percentile";

type Deploys = { wrong: string[]; drains: number[]; pauses: number[]; interrupted: number; acked: number };

/** Stops and starts a server under load so many times; every page comes back by itself. */
export async function deployUnderLoad(fleet: Fleet, deploys: number): Promise<Deploys> {
  const drains: number[] = [];
  fleet.talk();
  for (let deploy = 0; deploy < deploys; deploy += 1) {
    await wait(200 + fleet.random() * 800);
    drains.push(await fleet.deploy());
  }
  const wrong = await fleet.settle();
  const turns = fleet.pages.flatMap(({ view }) => view.session.turns);
  return {
    ...{ wrong, drains, pauses: fleet.pages.flatMap((page) => page.pauses) },
    interrupted: turns.filter(({ end }) => end.reason !== "completed").length,
    acked: fleet.pages.reduce((sum, page) => sum + page.acked.size, 0),
  };
}

const PAUSE_MS = 1_500;

/** T14 */
export async function deployLoop(
  { deploys, sessions, seed }: { deploys: number; sessions: number; seed: number },
  command: string,
): Promise<boolean> {
  const began = performance.now();
  const fleet = await Fleet.start({ sessions, random: seededRandom(seed) });
  const found = await deployUnderLoad(fleet, deploys);
  await fleet.stop();
  const { wrong, drains, pauses, interrupted, acked } = found;
  for (const each of wrong.slice(0, 20)) console.error(each);
  console.log(`${deploys} deploys, ${wrong.length} wrong, ${interrupted} turns interrupted`);
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(pauses, share));
  return writeProof({
    id: "T14",
    shows: "Deploys under load: no turn is interrupted, nothing is lost, pages come back by themselves",
    ...{ command, seconds: Math.round((performance.now() - began) / 1000) },
    findings: [
      { what: "deploys", figure: String(deploys), kept: true },
      { what: `commands acknowledged in ${sessions} sessions`, figure: String(acked), kept: acked > 0 },
      {
        what: "lost, doubled, reordered or left running",
        figure: String(wrong.length),
        kept: wrong.length === 0,
      },
      { what: "turns interrupted", figure: String(interrupted), kept: interrupted === 0 },
      {
        what: "pause of a page, from the lost socket until it is live again",
        figure: `p50 ${p50} ms, p99 ${p99} ms, longest ${most} ms (goal ${PAUSE_MS} ms at p99)`,
        kept: (p99 ?? 0) <= PAUSE_MS,
      },
      {
        what: "from SIGTERM until the process has ended",
        figure: `longest ${percentile(drains, 1)} ms`,
        kept: true,
      },
      { what: "seed", figure: String(seed), kept: true },
    ],
  });
}
