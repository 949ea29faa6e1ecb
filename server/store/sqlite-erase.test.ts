import Database from "libsql";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { append, ownedSession, row } from "./fixture";
import type { Store } from "./port";
import { createSqliteStore } from "./sqlite";

const root = mkdtempSync(join(tmpdir(), "store-erase-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function open(directory: string): Store {
  const onFault = (fault: unknown) => expect.unreachable(JSON.stringify(fault));
  const store = createSqliteStore({ directory, durability: "normal", now: () => 7, onFault });
  if ("error" in store) throw new Error(store.error.message);
  return store;
}

const freshFolder = (): string => mkdtempSync(join(root, "case-"));

const filesWith = (directory: string, text: string): string[] =>
  readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(text));

/** Events, text of a finished, an open and a kept item, large outputs, and a title; all of it with `word` in it. */
async function wordy(store: Store, sessionId: string, word: string): Promise<void> {
  const lease = await ownedSession(store, sessionId);
  const body = JSON.stringify({ text: word.repeat(400) });
  for (let turn = 0; turn < 20; turn += 1) {
    const at = turn * 6;
    await append(store, lease, [
      row(at + 1, { type: "turn.started", body, secret: body, commandId: `${sessionId}-${turn}` }),
      row(at + 2, { itemId: `i${turn}`, body }),
      row(at + 3, { itemId: `i${turn}`, type: "item.done", body }),
      row(at + 4, { itemId: `k${turn}`, body }),
      row(at + 5, { type: "turn.finished", body }),
      row(at + 6, { itemId: `o${turn}`, body }),
    ]);
  }
  const summary = { title: word, updatedAt: 9 };
  const blobs = [1, 2, 3].map((times) => ({
    ...{ hash: String(times).repeat(64), bytes: Buffer.from(`${word} `.repeat(times * 900)) },
  }));
  await store.events.append({ lease, after: 120, rows: [], blobs, summary, sync: true });
}

async function erase(store: Store, sessionId: string): Promise<void> {
  await store.sessions.setDeletion(sessionId, 1);
  expect(await store.sessions.erase(sessionId, 2)).toBe(true);
}

test("[F73] no word of an erased session is left in any file, and its neighbour's are", async () => {
  const directory = freshFolder();
  const store = open(directory);
  await wordy(store, "stays", "Walfisch");
  await wordy(store, "goes", "Zaunkoenig");
  expect(filesWith(directory, "Zaunkoenig")).not.toEqual([]);
  await erase(store, "goes");
  expect(filesWith(directory, "Zaunkoenig")).toEqual([]);
  expect(filesWith(directory, "Walfisch")).not.toEqual([]);
  expect((await store.events.read("stays", { after: 0, limit: 999 })).rows).toHaveLength(100);
  await store.close();
  expect(filesWith(directory, "Zaunkoenig")).toEqual([]);
});

test("the room of erased sessions is used again: the file does not grow with sessions that come and go", async () => {
  const directory = freshFolder();
  const store = open(directory);
  const sizes: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    await wordy(store, `session-${round}`, "Nachtigall");
    await erase(store, `session-${round}`);
    sizes.push(statSync(join(directory, "longwire.db")).size);
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual((sizes[1] ?? 0) * 1.02);
  await store.close();
});

test("a deletion that was given before the process ended is still to be done, or to be taken back, after", async () => {
  const directory = freshFolder();
  const before = open(directory);
  await ownedSession(before, "goes");
  await ownedSession(before, "stays");
  for (const id of ["goes", "stays"]) await before.sessions.setDeletion(id, 10);
  await before.close();
  const after = open(directory);
  expect((await after.sessions.due(10, 9)).sort()).toEqual(["goes", "stays"]);
  await after.sessions.setDeletion("stays", null);
  expect(await after.sessions.erase("goes", 10)).toBe(true);
  await after.close();
  const later = open(directory);
  expect(await later.sessions.isErased("goes")).toBe(true);
  expect(await later.sessions.create({ sessionId: "goes", principal: "eve", at: 9 })).toBe("deleted");
  expect(await later.sessions.get("stays")).toMatchObject({ deletesAt: null });
  await later.close();
});

test("a folder of version 2 is brought up to date with everything in it", async () => {
  const directory = freshFolder();
  const store = open(directory);
  await wordy(store, "old", "Amsel");
  await store.close();
  const file = new Database(join(directory, "longwire.db"));
  file.exec(
    "DROP TABLE blob; DROP INDEX session_due; DROP TABLE tombstone; ALTER TABLE session DROP COLUMN deletes_at; PRAGMA user_version = 2",
  );
  file.close();
  const again = open(directory);
  expect(await again.sessions.list("ann", 9)).toMatchObject([{ sessionId: "old", deletesAt: null }]);
  expect((await again.events.read("old", { after: 0, limit: 999 })).rows).toHaveLength(100);
  await erase(again, "old");
  await again.close();
});

test("a folder of version 3 is brought up to date, and takes large outputs from then on", async () => {
  const directory = freshFolder();
  const store = open(directory);
  await wordy(store, "old", "Amsel");
  await store.close();
  const file = new Database(join(directory, "longwire.db"));
  file.exec("DROP TABLE blob; PRAGMA user_version = 3");
  file.close();
  const again = open(directory);
  expect((await again.events.read("old", { after: 0, limit: 999 })).rows).toHaveLength(100);
  await wordy(again, "new", "Drossel");
  await again.close();
  const later = open(directory);
  expect(await later.blobs.get("old", "1".repeat(64))).toBeNull();
  expect(await later.blobs.get("new", "1".repeat(64))).toHaveLength(900 * "Drossel ".length);
  await later.close();
});
