import { fdatasync, fstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ownedSession } from "../../store/fixture";
import type { Store } from "../../store/port";
import { createSqliteStore } from "../../store/sqlite";
import { integrityOf } from "./integrity";
import { newTold, tell, wrongsIn, type Told } from "./rows";

/** The files of a store as they were at one moment, and what had been promised until then. */
type Moment = { db: Buffer; wal: Buffer; synced: number; told: Told[] };

export type Cuts = { cuts: number; wrong: string[]; lostUnsynced: number };

const DB = "longwire.db";
const SECTOR = 512;
const CUTS_PER_MOMENT = 10;

const sync = promisify(fdatasync);

export async function powerCuts(cuts: number, random: () => number): Promise<Cuts> {
  const result: Cuts = { cuts: 0, wrong: [], lostUnsynced: 0 };
  while (result.cuts < cuts) {
    const moment = await writeUntilCut(random);
    for (let cut = 0; cut < CUTS_PER_MOMENT && result.cuts < cuts; cut += 1, result.cuts += 1)
      await tryCut(moment, random, result);
  }
  return result;
}

/** A real store that writes until its power goes; what its last sync confirmed is on the disk. */
async function writeUntilCut(random: () => number): Promise<Moment> {
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-cut-"));
  let synced = 0;
  const datasync = async (fd: number): Promise<void> => {
    const { size } = fstatSync(fd);
    await sync(fd);
    synced = size;
  };
  const store = opened(directory, datasync);
  const told = newTold();
  const leases = await Promise.all(told.map(({ sessionId }) => ownedSession(store, sessionId)));
  const rounds = 5 + Math.floor(random() * 40);
  for (let round = 0; round < rounds; round += 1)
    await Promise.all(told.map((each, at) => leases[at] && tell(store, leases[at], each, random() < 0.3)));
  const wal = readFileSync(path.join(directory, `${DB}-wal`));
  const copy = told.map((each) => ({ ...each, bodies: [...each.bodies] }));
  const moment = { db: readFileSync(path.join(directory, DB)), wal, synced, told: copy };
  await store.close();
  rmSync(directory, { recursive: true, force: true });
  return moment;
}

/** What may be left of the log: cut anywhere after what was synced, with sectors there lost, or cut anywhere. */
function left({ wal, synced }: Moment, random: () => number): { wal: Buffer; keepsPromises: boolean } {
  const between = (from: number): number => from + Math.floor(random() * (wal.length - from + 1));
  const kind = random();
  if (kind < 0.4) return { wal: wal.subarray(0, between(synced)), keepsPromises: true };
  if (kind < 0.7) return { wal: wal.subarray(0, between(0)), keepsPromises: false };
  const torn = Buffer.from(wal);
  for (let at = synced; at < torn.length; at += SECTOR)
    if (random() < 0.3) torn.fill(random() < 0.5 ? 0 : 0xa5, at, Math.min(at + SECTOR, torn.length));
  return { wal: torn, keepsPromises: true };
}

async function tryCut(moment: Moment, random: () => number, result: Cuts): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-cut-"));
  const { wal, keepsPromises } = left(moment, random);
  writeFileSync(path.join(directory, DB), moment.db);
  writeFileSync(path.join(directory, `${DB}-wal`), wal);
  try {
    const store = opened(directory);
    const expected = moment.told.map((each) => ({ ...each, least: keepsPromises ? each.promised : 0 }));
    result.wrong.push(...(await wrongsIn(store, expected)));
    result.lostUnsynced += await missing(store, moment.told);
    await store.close();
    result.wrong.push(...integrityOf(directory));
  } catch (error) {
    result.wrong.push(String(error));
  }
  rmSync(directory, { recursive: true, force: true });
}

async function missing(store: Store, told: readonly Told[]): Promise<number> {
  const heads = await Promise.all(told.map(({ sessionId }) => store.events.head(sessionId)));
  return told.reduce((sum, { bodies }, at) => sum + bodies.length - (heads[at]?.seq ?? 0), 0);
}

function opened(directory: string, datasync?: (fd: number) => Promise<void>): Store {
  const store = createSqliteStore({
    ...{ directory, durability: "normal", now: Date.now, onFault: () => undefined },
    ...(datasync && { datasync }),
  });
  if ("error" in store) throw new Error(store.error.message);
  return store;
}
