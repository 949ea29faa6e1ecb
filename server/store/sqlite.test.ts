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
  test("[F42] a store that cannot write answers unavailable and recovers by itself", async () => {
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

  test("[BLOB-3] a commit that fails leaves neither the rows nor their blobs", async () => {
    const directory = freshFolder();
    let failing = false;
    const store = open({
      directory,
      onFault: () => undefined,
      before: (operation) => {
        if (failing && operation === "commit")
          throw Object.assign(new Error("full"), { code: "SQLITE_FULL" });
      },
    });
    const lease = await ownedSession(store, "s1");
    const blob = { hash: "b".repeat(64), bytes: Buffer.from("large") };
    const asked = { lease, after: 0, rows: [row(1)], blobs: [blob], summary: null, sync: false };
    failing = true;
    expect(await store.events.append(asked)).toMatchObject({ reason: "unavailable" });
    failing = false;
    expect(await store.blobs.get("s1", blob.hash)).toBeNull();
    expect(await store.events.append(asked)).toEqual({ ok: true });
    expect(await store.blobs.get("s1", blob.hash)).toHaveLength(5);
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
    const page = await store.events.read("s1", { after: 0, limit: 5 });
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

describe("text under way", () => {
  const textRow = (seq: number, itemId: string) =>
    row(seq, { itemId, body: JSON.stringify({ seq, text: "é\0😀" }) });

  test("unfinished text survives a restart, text of finished items is dropped, and the head stays", async () => {
    const directory = freshFolder();
    const store = open({ directory });
    const [a, b] = [await ownedSession(store, "s1"), await ownedSession(store, "s2")];
    const written = [textRow(2, "i1"), textRow(5, "i2"), textRow(6, "i2")];
    await append(store, a, [row(1, { type: "turn.started" }), textRow(2, "i1"), textRow(3, "i3")]);
    await append(store, b, [textRow(1, "i1")]);
    await append(store, a, [row(4, { itemId: "i3", type: "item.done" }), textRow(5, "i2"), textRow(6, "i2")]);
    await store.close();

    for (let restarts = 0; restarts < 2; restarts += 1) {
      const again = open({ directory });
      expect(await again.events.head("s1")).toEqual({ seq: 6, epoch: 1 });
      const { rows, upTo } = await again.events.read("s1", { after: 1, limit: 9 });
      expect(rows.filter(({ type }) => type === "item.delta")).toEqual(written);
      expect(upTo).toBe(6);
      expect((await again.events.read("s2", { after: 0, limit: 9 })).rows).toEqual([textRow(1, "i1")]);
      await again.close();
    }
  });

  test("what was written before a failed commit is there after it, once", async () => {
    const directory = freshFolder();
    const store = open({ directory, onFault: () => undefined });
    const lease = await ownedSession(store, "s1");
    await append(store, lease, [
      textRow(1, "i1"),
      textRow(2, "i2"),
      row(3, { itemId: "i1", type: "item.done" }),
    ]);
    const other = new Database(join(directory, "longwire.db"));
    other.exec("BEGIN IMMEDIATE");
    expect(await append(store, lease, [textRow(4, "i2")])).toMatchObject({ ok: false });
    other.exec("ROLLBACK");
    other.close();
    expect(await append(store, lease, [textRow(4, "i2"), row(5, { type: "turn.finished" })])).toEqual({
      ok: true,
    });
    const { rows } = await store.events.read("s1", { after: 0, limit: 9 });
    expect(rows.map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
    await store.close();
  });

  test("text that is not needed any more leaves the file, whatever long answer is still open", async () => {
    const directory = freshFolder();
    const store = open({ directory });
    const lease = await ownedSession(store, "s1");
    for (let head = 0; head < 1_200; head += 2) {
      const itemId = `i${head}`;
      await append(store, lease, [textRow(head + 1, itemId), row(head + 2, { itemId, type: "item.done" })]);
    }
    const reader = new Database(join(directory, "longwire.db"), { readonly: true });
    const left = reader.prepare("SELECT count(*) AS count FROM delta").all([]) as { count: number }[];
    reader.close();
    expect(left[0]?.count).toBeLessThan(300);
    await store.close();
  });

  test("a folder of version 1 is carried over", async () => {
    const directory = freshFolder();
    const database = new Database(join(directory, "longwire.db"));
    database.exec(`
      CREATE TABLE session (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, principal TEXT NOT NULL, title TEXT,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0);
      CREATE TABLE epoch (session_no INTEGER NOT NULL, epoch INTEGER NOT NULL, start_seq INTEGER NOT NULL,
        started_at INTEGER NOT NULL, PRIMARY KEY (session_no, epoch)) WITHOUT ROWID;
      CREATE TABLE event (session_no INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
        command_id TEXT, item_id TEXT, body TEXT NOT NULL, secret TEXT, PRIMARY KEY (session_no, seq));
      CREATE UNIQUE INDEX event_command ON event (session_no, command_id) WHERE command_id IS NOT NULL;
      CREATE INDEX event_kept ON event (session_no, seq) WHERE type <> 'item.delta';
      CREATE INDEX event_done ON event (session_no, item_id) WHERE type = 'item.done';
      CREATE TABLE open_item (session_no INTEGER NOT NULL, item_id TEXT NOT NULL, first_seq INTEGER NOT NULL,
        PRIMARY KEY (session_no, item_id)) WITHOUT ROWID;
      CREATE TABLE share (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, secret_hash TEXT NOT NULL, role TEXT NOT NULL,
        created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER, last_used_at INTEGER);
      CREATE TABLE share_grant (principal TEXT NOT NULL, share_id TEXT NOT NULL, granted_at INTEGER NOT NULL,
        PRIMARY KEY (principal, share_id)) WITHOUT ROWID;
      CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      INSERT INTO session VALUES (1, 's1', 'ann', NULL, 1, 1, 1);
      INSERT INTO epoch VALUES (1, 1, 0, 1);
      INSERT INTO event VALUES (1, 1, 5, 'item.delta', NULL, 'i1', '"a"', NULL), (1, 2, 5, 'item.done', NULL, 'i1', '"b"', NULL),
        (1, 3, 5, 'item.delta', NULL, 'i2', '"c"', NULL);
      PRAGMA user_version = 1;`);
    database.close();
    const store = open({ directory });
    const { rows } = await store.events.read("s1", { after: 0, limit: 9 });
    expect(rows.map(({ body }) => body)).toEqual(['"b"', '"c"']);
    const lease = (await store.events.acquire("s1")) ?? expect.unreachable();
    expect(await append(store, lease, [row(4, { itemId: "i2" })])).toEqual({ ok: true });
    await store.close();
  });
});
