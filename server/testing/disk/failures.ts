import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ownedSession } from "../../store/fixture";
import type { StoreFault } from "../../store/fault";
import type { Lease, Store } from "../../store/port";
import { createSqliteStore } from "../../store/sqlite";
import type { StoreOpenError } from "../../store/lock";
import { integrityOf } from "./integrity";
import { diskError } from "./refusing-store";
import { newTold, tell, wrongsIn, type Told } from "./rows";

const CODES = { ENOSPC: "SQLITE_FULL", EIO: "SQLITE_IOERR_WRITE" } as const;
export type DiskError = keyof typeof CODES;

/** How one run met its failure: the store did not open, a write was refused and later taken, or the process ends. */
type Met = "not_opened" | "refused" | "ends" | "not_met";
export type Failure = { met: Met; wrong: string[] };

/** Operations of the disk that fail in a row. */
const FAILS = 3;
/** After the failure, the store must take so many rows again. */
const ROWS_AFTER = 6;
const MOST_ROUNDS = 400;

type Disk = { open: () => Store | { error: StoreOpenError }; hasFailed: () => boolean; faults: StoreFault[] };

/** Lets the `nth` operation of the disk fail (a begin, a commit, a checkpoint, a sync), and the two after it. */
function failingDisk(directory: string, error: DiskError, nth: number): Disk {
  let operations = 0;
  const faults: StoreFault[] = [];
  const next = (): void => {
    operations += 1;
    if (operations >= nth && operations < nth + FAILS) throw diskError(CODES[error]);
  };
  const open = () =>
    createSqliteStore({
      ...{ directory, durability: "normal", now: Date.now, before: next },
      onFault: (fault) => faults.push(fault),
      datasync: async () => next(),
    });
  return { open, faults, hasFailed: () => operations >= nth };
}

/** T6: one store whose disk fails once; all that it acknowledged must be there after the next opening. */
export async function failAt(error: DiskError, nth: number): Promise<Failure> {
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-fails-"));
  const disk = failingDisk(directory, error, nth);
  const told = newTold();
  const opened = disk.open();
  const met = "error" in opened ? "not_opened" : await write(opened, told, disk);
  const wrong = await wrongsAfter(directory, told);
  rmSync(directory, { recursive: true, force: true });
  return { met, wrong: wrong.map((each) => `${error} at operation ${nth}: ${each}`) };
}

async function write(store: Store, told: Told[], disk: Disk): Promise<Met> {
  const leases = new Map<string, Lease>();
  let left = ROWS_AFTER;
  for (let round = 0; round < MOST_ROUNDS && left > 0 && !hasEnded(disk); round += 1) {
    const each = told[round % told.length];
    const isWritten = each !== undefined && (await writeOne(store, leases, each));
    if (disk.hasFailed() && isWritten) left -= 1;
  }
  await store.close();
  if (hasEnded(disk)) return "ends";
  if (!disk.hasFailed()) return "not_met";
  if (left > 0) throw new Error("the store does not write again");
  return "refused";
}

/** A sync that fails says so, and the server ends: `server/open-store.ts`. */
const hasEnded = ({ faults }: Disk): boolean => faults.some(({ code }) => code === "sync_failed");

/** As an owner does: after a refusal the state is dropped, and the session taken over anew. */
async function writeOne(store: Store, leases: Map<string, Lease>, told: Told): Promise<boolean> {
  const lease = leases.get(told.sessionId) ?? (await leaseOf(store, told.sessionId));
  if (!lease) return false;
  leases.set(told.sessionId, lease);
  const isWritten = await tell(store, lease, told, told.bodies.length % 2 === 0);
  if (!isWritten) leases.delete(told.sessionId);
  return isWritten;
}

async function leaseOf(store: Store, sessionId: string): Promise<Lease | null> {
  try {
    return await ownedSession(store, sessionId);
  } catch {
    return null;
  }
}

/** What a row whose sync failed became, nobody was told: it may be there. */
async function wrongsAfter(directory: string, told: readonly Told[]): Promise<string[]> {
  const again = createSqliteStore({
    ...{ directory, durability: "normal", now: Date.now, onFault: () => undefined },
  });
  if ("error" in again) return [again.error.message];
  const expected = told.map(({ sessionId, bodies, pending }) => ({
    ...{ sessionId, least: bodies.length },
    bodies: pending === null ? bodies : [...bodies, pending],
  }));
  const wrong = await wrongsIn(again, expected);
  await again.close();
  return [...wrong, ...integrityOf(directory)];
}
