import { mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ownedSession } from "../../store/fixture";
import { createSqliteStore } from "../../store/sqlite";
import { seededRandom } from "../seeded-random";
import { failAt } from "./failures";
import { powerCuts } from "./power-cuts";
import { newTold, tell } from "./rows";

const SEED = 20_261_125;

test(`[T5][F40] after a cut of power at any byte the store opens whole, with all that was synced (seed ${SEED})`, async () => {
  const { cuts, wrong, lostUnsynced } = await powerCuts(50, seededRandom(SEED));
  expect(wrong).toEqual([]);
  expect(cuts).toBe(50);
  expect(lostUnsynced).toBeGreaterThan(0);
}, 60_000);

test.each(["ENOSPC", "EIO"] as const)(
  "[T6][F38][F39] a disk that fails with %s at any operation costs nothing that was acknowledged",
  async (error) => {
    const met = new Set<string>();
    for (let nth = 1; nth <= 40; nth += nth < 16 ? 1 : 6) {
      const failure = await failAt(error, nth);
      expect(failure.wrong).toEqual([]);
      met.add(failure.met);
    }
    expect([...met].sort()).toEqual(["ends", "not_opened", "refused"]);
  },
  60_000,
);

test("[T5] a database that was cut in half is refused at the start with a sentence that names it", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-half-"));
  const options = { directory, durability: "normal" as const, now: Date.now, onFault: () => undefined };
  const store = createSqliteStore(options);
  if ("error" in store) throw new Error(store.error.message);
  const [told] = newTold();
  if (!told) throw new Error("unreachable");
  const lease = await ownedSession(store, told.sessionId);
  for (let at = 0; at < 100; at += 1) await tell(store, lease, told, false);
  await store.close();
  const file = path.join(directory, "longwire.db");
  truncateSync(file, Math.floor(statSync(file).size / 2));
  expect(createSqliteStore(options)).toMatchObject({
    error: { code: "unusable", message: expect.stringContaining(directory) as string },
  });
  rmSync(directory, { recursive: true, force: true });
});
