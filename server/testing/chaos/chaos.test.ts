import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../seeded-random";
import { Fleet } from "./fleet";
import { killAt, killAtRandom, killWhileMigrating, POINTS } from "./kills";
import { bundleServer } from "./process";

beforeAll(bundleServer);

const SEED = 20_261_125;
let fleet: Fleet | null = null;
afterAll(() => fleet?.stop());

test(
  `[OWN-1][OWN-5][RES-1][CMD-1][T4][F33][F34][F35][F36][F37] a server killed at every crash point and at random loses, doubles and reorders nothing (seed ${SEED})`,
  { timeout: 240_000 },
  async () => {
    fleet = await Fleet.start({ sessions: 6, random: seededRandom(SEED) });
    fleet.talk();
    for (const point of POINTS) await killAt(fleet, point);
    for (let kill = 0; kill < 5; kill += 1) await killAtRandom(fleet);
    expect(await fleet.settle()).toEqual([]);
    expect(fleet.pages.flatMap((page) => [...page.acked]).length).toBeGreaterThan(50);
  },
);

test("a server killed while it makes its folder starts again", { timeout: 40_000 }, killWhileMigrating);
