import { expect, test } from "vitest";
import { openTarget, type TargetOptions } from "../target/target";
import { fanout } from "./fanout";
import { herd } from "./herd";
import { soak } from "./soak";

const SEED = 20_251_125;
const open = (part: Partial<TargetOptions> = {}) =>
  openTarget({ store: "memory", hurry: 1, provider: null, admission: "open", ...part });

test("[T11][F22] two of a hundred viewers who hardly read are cut and resume; the others get everything", async () => {
  const target = await open({ hurry: 60 });
  const size = { viewers: 100, slow: 2, turns: 1, pieces: 24, chars: 65_536, everyMs: 0 };
  const { cut, resumed } = await fanout(target, size);
  await target.stop();
  expect({ cut, resumed }).toEqual({ cut: 2, resumed: 2 });
});

test(`[T12][F24] a hundred pages cut at once come back, with one read of each log that has grown (seed ${SEED})`, async () => {
  const target = await open();
  const rounds = await herd(target, { clients: 100, sessions: 10, rounds: 2, seed: SEED });
  await target.stop();
  expect(rounds.map(({ logReads }) => logReads)).toEqual([10, 10]);
});

test(`[T13][F52] sessions that were visited again and again are all let go, with their files (seed ${SEED})`, async () => {
  const target = await open({ store: "sqlite", hurry: 60 });
  const goesOn = (visits: number): boolean => visits < 200;
  await soak(target, { sessions: 20, workers: 4, seed: SEED, goesOn, pauseMs: 0 });
  const left = async () => {
    const { hosted, viewers, openFiles } = await target.figures();
    return { hosted, viewers, openFiles };
  };
  await expect.poll(left, { timeout: 20_000 }).toMatchObject({ hosted: 0, viewers: 0 });
  const { openFiles } = await left();
  await soak(target, { sessions: 20, workers: 4, seed: SEED + 1, goesOn, pauseMs: 0 });
  await expect.poll(async () => (await left()).hosted, { timeout: 20_000 }).toBe(0);
  await expect.poll(async () => (await left()).openFiles - openFiles, { timeout: 20_000 }).toBeLessThan(5);
  await target.stop();
});
