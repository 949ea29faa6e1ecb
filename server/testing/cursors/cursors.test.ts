import { expect, test } from "vitest";
import { seededRandom } from "../seeded-random";
import { openStore } from "../target/target";
import { returnAtRandom } from "./returns";

const SEED = 20_261_127;
/** For each store. The whole: `npm run cursors`. */
const RETURNS = 1_000;

test.each(["memory", "sqlite"] as const)(
  `[RES-1][RES-3][RES-5][T15][F30][F31] whoever comes back at any cursor to a log in %s gets what it lacks, or starts again (seed ${SEED})`,
  async (kind) => {
    const { store, close } = openStore(kind);
    const { wrong, returns, resumed, reset, growing } = await returnAtRandom(store, {
      ...{ returns: RETURNS, random: seededRandom(SEED) },
    });
    await close();
    expect(wrong).toEqual([]);
    expect(returns).toBeGreaterThanOrEqual(RETURNS);
    expect(Math.min(resumed, reset, growing)).toBeGreaterThan(RETURNS / 20);
  },
);
