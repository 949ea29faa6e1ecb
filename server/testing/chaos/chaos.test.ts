import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../seeded-random";
import { Fleet } from "./fleet";
import { deployUnderLoad } from "./deploy-loop";
import { killAt, killAtRandom, killWhileMigrating, POINTS, wait } from "./kills";
import { bundleServer, freePort, ServerProcess } from "./process";

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

test(
  `[CONN-6][OWN-2][T14][F49] three deploys under load interrupt no turn and lose nothing (seed ${SEED})`,
  { timeout: 120_000 },
  async () => {
    const deployed = await Fleet.start({ sessions: 4, random: seededRandom(SEED) });
    try {
      const { wrong, interrupted, pauses } = await deployUnderLoad(deployed, 3);
      expect({ wrong, interrupted }).toEqual({ wrong: [], interrupted: 0 });
      expect(pauses.length).toBeGreaterThanOrEqual(3 * 4);
    } finally {
      await deployed.stop();
    }
  },
);

test(
  "[OWN-1][F44][F45] a server that was held for three seconds goes on whole, and no other could take its folder",
  { timeout: 60_000 },
  async () => {
    const held = await Fleet.start({ sessions: 2, random: seededRandom(SEED) });
    try {
      held.talk();
      await wait(300);
      held.server.signal("SIGSTOP");
      const { directory } = held;
      const second = new ServerProcess({ port: await freePort(), directory });
      const [{ code }] = await Promise.all([second.exited, wait(3_000)]);
      held.server.signal("SIGCONT");
      expect({ code, said: second.lines.join() }).toEqual({
        ...{ code: 1, said: expect.stringContaining("in use by another Longwire process") as string },
      });
      expect(await held.settle()).toEqual([]);
    } finally {
      await held.stop();
    }
  },
);

test("a server killed while it makes its folder starts again", { timeout: 40_000 }, killWhileMigrating);
