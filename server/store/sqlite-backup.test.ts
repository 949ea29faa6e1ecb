import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { append, ownedSession, rowsAfter } from "./fixture";
import type { Lease, Store } from "./port";
import { createSqliteStore } from "./sqlite";

const SCRIPT = fileURLToPath(new URL("../../scripts/backup.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "store-backup-"));
const NOW = Date.UTC(2026, 0, 1);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function open(name: string): Store {
  const store = createSqliteStore({
    ...{ directory: join(root, name), durability: "normal", now: () => NOW },
    onFault: (fault) => expect.unreachable(JSON.stringify(fault)),
  });
  if ("error" in store) throw new Error(store.error.message);
  return store;
}

async function backUp(from: string, file: string): Promise<{ code: unknown; said: string }> {
  const env = { ...process.env, DATA_DIR: join(root, from) };
  const child = spawn(process.execPath, [SCRIPT, join(root, file)], { env });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [unknown];
  return { code, said };
}

function restore(file: string, into: string): Store {
  mkdirSync(join(root, into));
  copyFileSync(join(root, file), join(root, into, "longwire.db"));
  return open(into);
}

/** Appends batch after batch until told to stop; gives the head. */
async function writeUntil(store: Store, lease: Lease, stopped: () => boolean): Promise<number> {
  let head = 0;
  while (!stopped()) {
    expect(await append(store, lease, rowsAfter(head, 3, { type: "turn.started" }))).toEqual({ ok: true });
    head += 3;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return head;
}

const owned = async (store: Store): Promise<Lease> => {
  const lease = await store.events.acquire("s1");
  if (!lease) throw new Error("s1 is not there");
  return lease;
};

test("a backup that is taken while a server writes is a whole log of one moment", async () => {
  const store = open("busy");
  const lease = await ownedSession(store, "s1", "ann");
  let done = false;
  const writing = writeUntil(store, lease, () => done);
  expect(await backUp("busy", "busy.db")).toEqual({ code: 0, said: "" });
  done = true;
  const head = await writing;
  await store.close();

  expect(statSync(join(root, "busy.db")).mode & 0o077).toBe(0);
  const copy = restore("busy.db", "busy-restored");
  const page = await copy.events.read("s1", { after: 0, limit: head + 1 });
  expect(page.rows.map(({ seq }) => seq)).toEqual(page.rows.map((_, index) => index + 1));
  expect(page.head).toBeGreaterThan(0);
  expect(page.head % 3).toBe(0);
  expect(page.head).toBeLessThanOrEqual(head);
  expect(await copy.sessions.list("ann", 9)).toHaveLength(1);
  await copy.close();
});

test("[RES-3] after a restore a page that had seen more than the backup starts again, whatever its epoch was", async () => {
  const store = open("first");
  await append(store, await ownedSession(store, "s1", "ann"), rowsAfter(0, 10));
  await backUp("first", "ten.db");
  await append(store, await owned(store), rowsAfter(10, 30));
  await store.close();

  for (const into of ["second", "third"]) {
    const copy = restore("ten.db", into);
    const valid = (epoch: number, seq: number) => copy.events.isValidCursor("s1", { epoch, seq });
    expect([await valid(1, 12), await valid(2, 40)]).toEqual([false, false]);
    const lease = await owned(copy);
    expect(lease.epoch).toBeGreaterThan(NOW - 1);
    await append(copy, lease, rowsAfter(10, 50));
    expect([await valid(1, 12), await valid(2, 12), await valid(2, 40)]).toEqual([false, false, false]);
    expect([await valid(1, 10), await valid(lease.epoch, 60)]).toEqual([true, true]);
    await copy.close();
    const again = open(into);
    expect((await owned(again)).epoch).toBe(lease.epoch + 1);
    await again.close();
  }
});

test("[BLOB-3] a backup has the outputs that are too large for their events", async () => {
  const store = open("large");
  const lease = await ownedSession(store, "s1", "ann");
  const blob = { hash: "a".repeat(64), bytes: Buffer.from("é".repeat(40_000)) };
  const rows = rowsAfter(0, 1, { type: "tool_call.finished" });
  await store.events.append({ lease, after: 0, rows, blobs: [blob], summary: null, sync: true });
  await backUp("large", "large.db");
  await store.close();
  const copy = restore("large.db", "large-restored");
  const found = await copy.blobs.get("s1", blob.hash);
  expect(found && Buffer.compare(found, blob.bytes)).toBe(0);
  await copy.close();
});

test("a backup never takes the place of a file, and says what it lacks", async () => {
  expect(await backUp("nothing-here", "none.db")).toEqual({
    code: 1,
    said: expect.stringContaining("no sessions") as string,
  });
  const store = open("plain");
  await backUp("plain", "plain.db");
  expect(await backUp("plain", "plain.db")).toEqual({
    code: 1,
    said: expect.stringContaining("there already") as string,
  });
  await store.close();
});
