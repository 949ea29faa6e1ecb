import { writeProof } from "../proof";
import { seededRandom } from "../seeded-random";
import { failAt } from "./failures";
import { powerCuts } from "./power-cuts";

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1000);

function show(wrong: readonly string[]): void {
  for (const each of wrong.slice(0, 20)) console.error(each);
}

/** T5 */
export async function proveCuts(count: number, seed: number, command: string): Promise<boolean> {
  const began = performance.now();
  const { cuts, wrong, lostUnsynced } = await powerCuts(count, seededRandom(seed));
  show(wrong);
  console.log(`${cuts} cuts of power, ${wrong.length} wrong`);
  return writeProof({
    id: "T5",
    shows:
      "The log cut at any byte, with sectors lost after its last sync: it opens whole, with all that was synced",
    ...{ command, seconds: secondsSince(began) },
    findings: [
      { what: "cuts of power", figure: String(cuts), kept: cuts === count },
      {
        what: "not opened, damaged, changed, or short of what was synced",
        figure: String(wrong.length),
        kept: wrong.length === 0,
      },
      { what: "rows that were not synced and are gone", figure: String(lostUnsynced), kept: true },
      { what: "seed", figure: String(seed), kept: true },
    ],
  });
}

/** T6 */
export async function proveFailures(most: number, command: string): Promise<boolean> {
  const began = performance.now();
  const wrong: string[] = [];
  const met: Record<string, number> = {};
  for (const error of ["ENOSPC", "EIO"] as const)
    for (let nth = 1; nth <= most; nth += 1) {
      const failure = await failAt(error, nth);
      wrong.push(...failure.wrong);
      met[failure.met] = (met[failure.met] ?? 0) + 1;
    }
  show(wrong);
  console.log(`${2 * most} failures, ${wrong.length} wrong`);
  return writeProof({
    id: "T6",
    shows: "A disk whose n-th operation fails, with ENOSPC and with EIO: nothing acknowledged is lost",
    ...{ command, seconds: secondsSince(began) },
    findings: [
      { what: "failures", figure: String(2 * most), kept: (met.not_met ?? 0) === 0 },
      { what: "refused, and written again afterwards", figure: String(met.refused ?? 0), kept: true },
      { what: "a sync failed, and the process ends", figure: String(met.ends ?? 0), kept: true },
      {
        what: "not opened, with a sentence, and opened the next time",
        figure: String(met.not_opened ?? 0),
        kept: true,
      },
      { what: "lost, doubled, changed or damaged", figure: String(wrong.length), kept: wrong.length === 0 },
    ],
  });
}
