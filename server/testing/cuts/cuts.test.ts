import { expect, test } from "vitest";
import { seededRandom } from "../seeded-random";
import { cutsOf, silencesOf, type Trial } from "./faults";
import type { Side } from "./stage";
import { lengthsOf, playAll, type Tally } from "./trials";

const SEED = 20_261_126;
const LANES = 8;
/** The whole, at every byte: `npm run cuts`. */
const BROWSER_STEP = 97;
const UPSTREAM_STEP = 181;
const BEFORE_ANSWER_STEP = 67;
const SILENCES = 8;
/** What ends before the first event of the first response has arrived: its frame alone is longer. */
const BEFORE_ANSWER = { up: 900, down: 900 };

const random = seededRandom(SEED);
const play = (side: Side, trials: readonly Trial[]): Promise<Tally> =>
  playAll(trials, { side, lanes: LANES, random });

test(`[RES-1][CMD-2][TOOL-4][T7][F5] a page whose connection is cut at a byte comes back: each message once, its tool run once, the turns whole (seed ${SEED})`, async () => {
  const trials = cutsOf(await lengthsOf("browser", random), BROWSER_STEP, random);
  const { wrong, ends, met } = await play("browser", trials);
  expect({ wrong, ends }).toEqual({ wrong: [], ends: { completed: 2 * trials.length } });
  expect(met).toBeGreaterThan(0.95 * trials.length);
});

test(`[T7] a page whose connection is held or half open comes back to whole turns (seed ${SEED})`, async () => {
  const trials = silencesOf(await lengthsOf("browser", random), SILENCES, random);
  const { wrong, ends } = await play("browser", trials);
  expect({ wrong, ends }).toEqual({ wrong: [], ends: { completed: 2 * trials.length } });
});

test(`[UP-1][T7][F57] a connection to the model that is cut at a byte leaves each turn whole, or ended with the beginning of one answer (seed ${SEED})`, async () => {
  const trials = cutsOf(await lengthsOf("upstream", random), UPSTREAM_STEP, random);
  const { wrong, ends, met } = await play("upstream", trials);
  const { completed = 0, interrupted = 0, ...others } = ends;
  expect({ wrong, others, turns: completed + interrupted }).toEqual({
    ...{ wrong: [], others: {}, turns: 2 * trials.length },
  });
  expect(interrupted).toBeGreaterThan(0);
  expect(met).toBeGreaterThan(0.95 * trials.length);
});

test(`[UP-1][T7][F56] a connection to the model that is cut before an answer begins leaves every answer whole (seed ${SEED})`, async () => {
  const trials = cutsOf(BEFORE_ANSWER, BEFORE_ANSWER_STEP, random);
  const { wrong, ends, met } = await play("upstream", trials);
  expect({ wrong, ends, met }).toEqual({
    ...{ wrong: [], ends: { completed: 2 * trials.length }, met: trials.length },
  });
});

test(`[T7][F61] a connection to the model that is held or half open ends each turn, and says so (seed ${SEED})`, async () => {
  const trials = silencesOf(await lengthsOf("upstream", random), SILENCES, random);
  const { wrong, ends } = await play("upstream", trials);
  expect(wrong).toEqual([]);
  expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(2 * trials.length);
});
