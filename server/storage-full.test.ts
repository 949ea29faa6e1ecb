import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomId } from "../lib/util/random-id";
import { openRefusingStore, type RefusingStore } from "./testing/disk/refusing-store";
import { TestPage } from "./testing/page";
import { refusalOf } from "./testing/pages";
import { startServer, type TestServer } from "./testing/start-server";
import { script } from "./testing/test-tools";

let directory: string;
let disk: RefusingStore;
let server: TestServer;
const pages: TestPage[] = [];

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "longwire-full-"));
  disk = openRefusingStore(directory);
  server = await startServer({ store: disk.store, writes: disk.watch });
});

afterEach(async () => {
  disk.refuse(null);
  for (const page of pages.splice(0)) await page.close();
  await server.stop();
  await disk.store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(visitor: { cookie?: string; sessionId?: string } = {}): Promise<TestPage> {
  const page = await TestPage.open(server.origin, visitor);
  pages.push(page);
  return page;
}

async function newSession(): Promise<TestPage> {
  const page = await open();
  await page.create("scripted");
  return page;
}

const toldOf = (page: TestPage, reason: string | null): Promise<unknown> =>
  page.frame("status", ({ status }) => status.topic === "read_only" && status.reason === reason);

test("[FULL-1][F38] while the disk is full commands are refused and named so, reading goes on, and pages are told", async () => {
  const page = await newSession();
  page.say(script([[{ say: "before" }]]));
  await page.finished();
  disk.refuse("SQLITE_FULL");
  const text = script([[{ say: "after" }]]);
  const commandId = page.say(text);
  expect(await refusalOf(page, commandId)).toBe("storage_full");
  await toldOf(page, "storage_full");
  const reader = await open({ cookie: page.cookie, sessionId: page.sessionId });
  reader.subscribe();
  await reader.frame("caught_up");
  await toldOf(reader, "storage_full");
  expect(reader.answer()).toBe("before");
  disk.refuse(null);
  await toldOf(page, null);
  page.command({ type: "send_message", text, executorId: null }, commandId);
  await page.finished(2);
  expect(page.answer()).toBe("after");
});

test("[FULL-1][F38] making a session and opening one answer storage_full, and the socket stays open", async () => {
  const page = await newSession();
  page.say("hello");
  await page.finished();
  await server.stop();
  server = await startServer({ store: disk.store, writes: disk.watch });
  disk.refuse("SQLITE_FULL");
  const [same, other] = [await open(page), await open({ cookie: page.cookie })];
  expect(await refusalOf(same, same.say("again"))).toBe("storage_full");
  const made = randomId();
  const create = { type: "create_session", model: "scripted" } as const;
  other.command(create, made);
  expect(await refusalOf(other, made)).toBe("storage_full");
  disk.refuse(null);
  other.command(create, randomId());
  other.subscribe();
  await other.frame("caught_up");
  expect([same.closeCode, other.closeCode]).toEqual([null, null]);
});

const failedOpenings = (): number =>
  server.logged.filter((line) => line.includes("session could not be opened")).length;

test.each([
  ["[FULL-2][F38] a turn whose text cannot be written", [{ say: "a" }, { hold: "here" }, { say: "b" }]],
  ["[FULL-2][F58] a turn whose end cannot be written", [{ say: "a" }, { hold: "here" }]],
])("%s is not shown as done, and ends by itself once the disk has room", async (_title, steps) => {
  const page = await newSession();
  page.say(script([steps]));
  await server.holds.reached("here");
  await page.until(({ state }) => state.turn.status === "running" && state.turn.entries.length > 0);
  disk.refuse("SQLITE_FULL");
  server.holds.release("here");
  // The owner is lost, and at least two attempts to take the session back find the disk full.
  while (failedOpenings() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(page.state.turns).toEqual([]);
  disk.refuse(null);
  await page.finished();
  expect(page.state.turns[0]?.end.reason).toBe("interrupted");
});
