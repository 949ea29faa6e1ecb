import Database from "libsql";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { StoreFault } from "./fault";
import { StoreUnavailable } from "./fault";
import { append, ownedSession, row, rowsAfter } from "./fixture";
import type { Store } from "./port";
import { createSqliteStore } from "./sqlite";
import type { SqliteOptions } from "./sqlite";
import { storeContract } from "./store.contract";

const root = mkdtempSync(join(tmpdir(), "store-"));
const freshFolder = (): string => mkdtempSync(join(root, "case-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const openResult = (options: Partial<SqliteOptions> = {}) =>
  createSqliteStore({
    directory: freshFolder(),
    durability: "normal",
    now: () => 7,
    onFault: (fault) => expect.unreachable(JSON.stringify(fault)),
    ...options,
  });

function open(options: Partial<SqliteOptions> = {}): Store {
  const store = openResult(options);
  if ("error" in store) throw new Error(store.error.message);
  return store;
}

/** A disk whose syncs are counted and end when the test says so. */
function slowDisk() {
  const pending: (() => void)[] = [];
  return {
    started: 0,
    datasync() {
      this.started += 1;
      return new Promise<void>((resolve) => pending.push(resolve));
    },
    finishOne: () => pending.shift()?.(),
    finishAll: () => pending.splice(0).forEach((resolve) => resolve()),
  };
}

const nextTurnOfTheLoop = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

storeContract("sqlite", () => open());
storeContract("sqlite, every commit synced", () => open({ durability: "full" }));

describe("reopening", () => {
  test("a closed store opens again with everything in it", async () => {
    const directory = freshFolder();
    const store = open({ directory });
    const lease = await ownedSession(store, "s1");
    await append(store, lease, rowsAfter(0, 5));
    const pending = append(store, lease, [row(6)]);
    await store.close();
    expect(await pending).toEqual({ ok: true });
    expect(await append(store, lease, [row(7)])).toEqual({ ok: false, reason: "unavailable" });
    await expect(store.events.acquire("s1")).rejects.toThrow(StoreUnavailable);

    const again = open({ directory });
    expect(await again.events.head("s1")).toEqual({ seq: 6, epoch: 1 });
    expect(await again.events.acquire("s1")).toEqual({ sessionId: "s1", epoch: 2 });
    await again.close();
  });

  test("closing twice is harmless", async () => {
    const store = open();
    await Promise.all([store.close(), store.close()]);
    expect(await append(store, { sessionId: "s1", epoch: 1 }, [row(1)])).toMatchObject({ ok: false });
  });

  test("a folder of a newer version, a file that is no database and a bad path are refused", async () => {
    const newer = freshFolder();
    const database = new Database(join(newer, "longwire.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(openResult({ directory: newer })).toMatchObject({ error: { code: "newer" } });

    const broken = freshFolder();
    writeFileSync(join(broken, "longwire.db"), "no database ".repeat(900));
    expect(openResult({ directory: broken })).toMatchObject({ error: { code: "unusable" } });
    expect(openResult({ directory: join(broken, "longwire.db") })).toMatchObject({
      error: { code: "unusable" },
    });
  });

  test("ids that differ after a NUL character stay different", async () => {
    const store = open();
    await ownedSession(store, "s1");
    expect(await store.sessions.get("s1\0x")).toBeNull();
    expect(await store.sessions.create({ sessionId: "s1\0x", principal: "bob", at: 1 })).toBe("created");
    await store.close();
  });
});

describe("syncing", () => {
  test("rows that ask for it resolve after the sync, others at the commit", async () => {
    const disk = slowDisk();
    const store = open({ datasync: () => disk.datasync() });
    const opening = ownedSession(store, "s1");
    while (disk.started === 0) await nextTurnOfTheLoop();
    disk.finishAll();
    while (disk.started === 1) await nextTurnOfTheLoop();
    disk.finishAll();
    const lease = await opening;

    let synced = false;
    const promised = append(store, lease, [row(1)], true).then(() => (synced = true));
    expect(await append(store, lease, [row(2)])).toEqual({ ok: true });
    await nextTurnOfTheLoop();
    expect({ synced, started: disk.started }).toEqual({ synced: false, started: 3 });
    expect((await store.events.read("s1", { after: 0, limit: 5 })).upTo).toBe(2);
    disk.finishAll();
    await promised;
    const closing = store.close();
    await nextTurnOfTheLoop();
    disk.finishAll();
    await closing;
    expect(synced).toBe(true);
  });

  test("requests of one tick share one sync, and those during a sync share the next", async () => {
    let instant = true;
    const disk = slowDisk();
    const store = open({ datasync: () => (instant ? Promise.resolve() : disk.datasync()) });
    const leases = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ownedSession(store, `s${index}`)),
    );
    instant = false;

    const first = leases.map((lease) => append(store, lease, [row(1)], true));
    await nextTurnOfTheLoop();
    const second = leases.map((lease) => append(store, lease, [row(2)], true));
    await nextTurnOfTheLoop();
    const third = leases.map((lease) => append(store, lease, [row(3)], true));
    await nextTurnOfTheLoop();
    expect(disk.started).toBe(1);
    disk.finishOne();
    await Promise.all(first);
    await nextTurnOfTheLoop();
    expect(disk.started).toBe(2);
    instant = true;
    disk.finishOne();
    expect(await Promise.all([...second, ...third])).toEqual(Array(40).fill({ ok: true }));
    await store.close();
  });

  test("with full durability every row waits for the disk", async () => {
    let syncs = 0;
    const store = open({
      durability: "full",
      datasync: async () => {
        await nextTurnOfTheLoop();
        syncs += 1;
      },
    });
    const lease = await ownedSession(store, "s1");
    const before = syncs;
    await append(store, lease, [row(1)]);
    expect(syncs).toBeGreaterThan(before);
    await store.close();
  });

  test("after a failed sync the store says so and takes no more writes, but reads go on", async () => {
    const faults: StoreFault[] = [];
    let broken = false;
    const store = open({
      onFault: (fault) => faults.push(fault),
      datasync: () => (broken ? Promise.reject(new Error("EIO")) : Promise.resolve()),
    });
    const lease = await ownedSession(store, "s1");
    broken = true;
    expect(await append(store, lease, [row(1)], true)).toEqual({ ok: false, reason: "unavailable" });
    broken = false;
    expect(await append(store, lease, [row(2)])).toEqual({ ok: false, reason: "unavailable" });
    expect(faults).toEqual([{ code: "sync_failed", message: "EIO" }]);
    expect(await store.events.head("s1")).toMatchObject({ epoch: 1 });
    await store.close();
  });
});

describe("faults", () => {
  test("a store that cannot write answers unavailable and recovers by itself", async () => {
    const directory = freshFolder();
    const faults: StoreFault[] = [];
    const store = open({ directory, onFault: (fault) => faults.push(fault) });
    const lease = await ownedSession(store, "s1");
    const other = new Database(join(directory, "longwire.db"));
    other.exec("BEGIN IMMEDIATE");
    const refused = await Promise.all([append(store, lease, [row(1)]), append(store, lease, [row(1)], true)]);
    expect(refused).toEqual(Array(2).fill({ ok: false, reason: "unavailable" }));
    await expect(store.setting("x", () => "y")).rejects.toThrow(StoreUnavailable);
    other.exec("ROLLBACK");
    other.close();
    expect(await append(store, lease, [row(1)])).toEqual({ ok: true });
    expect(faults).toMatchObject([{ code: "write_failed", cause: "busy" }, { code: "write_recovered" }]);
    await store.close();
  });

  test("a bug in one write undoes nothing of the others that shared its commit", async () => {
    const store = open();
    const lease = await ownedSession(store, "s1");
    const share = {
      shareId: "h1",
      sessionId: "s1",
      secretHash: "0f",
      role: "viewer",
      createdAt: 1,
      expiresAt: 2,
    } as const;
    await store.shares.create(share);
    const [appended, created] = await Promise.allSettled([
      append(store, lease, [row(1, { itemId: "i1" })]),
      store.shares.create(share),
    ]);
    expect(appended).toEqual({ status: "fulfilled", value: { ok: true } });
    expect(created.status).toBe("rejected");
    const page = await store.events.read("s1", { after: 0, limit: 5, compact: true });
    expect(page.rows.map(({ seq }) => seq)).toEqual([1]);
    await store.close();
  });

  test("the write-ahead log is emptied as it grows, and nothing is lost by it", async () => {
    const directory = freshFolder();
    const store = open({ directory });
    const lease = await ownedSession(store, "s1");
    const body = JSON.stringify("x".repeat(4000));
    let emptied = false;
    let largest = 0;
    for (let head = 0; head < 6000; head += 100) {
      await append(store, lease, rowsAfter(head, 100, { body }), true);
      await nextTurnOfTheLoop();
      const size = walBytes(directory);
      if (size < largest) emptied = true;
      largest = Math.max(largest, size);
    }
    expect(emptied).toBe(true);
    expect(largest).toBeLessThan(12 * 1024 * 1024);
    const page = await store.events.read("s1", { after: 0, limit: 9000 });
    expect(page.rows).toHaveLength(6000);
    await store.close();
    expect(readdirSync(directory)).toContain("longwire.db");
  });
});

const walBytes = (directory: string): number => statSync(join(directory, "longwire.db-wal")).size;
