import { expect, test, vi } from "vitest";
import type { Command } from "../../lib/protocol/command";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import { Play } from "../session/testing/play";
import { StoreUnavailable } from "../store/fault";
import { createMemoryStore } from "../store/memory";
import type { Store } from "../store/port";
import type { UpstreamLine } from "../upstream/port";
import { createDeletions, UNDO_MS } from "./deletions";
import { createDirectory } from "./directory";

const SESSION = "session-000000001";
const MINUTE_MS = 60_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Owners and deletions over one store, and what happened outside of it, in order. */
function stage(
  options: { store?: Store; clock?: ReturnType<typeof createManualClock>; retentionMs?: number } = {},
) {
  const { store = createMemoryStore(), clock = createManualClock(), retentionMs = null } = options;
  const bus = createMemoryBus();
  const happened: string[] = [];
  const watched = new Set<string>();
  const line: UpstreamLine = {
    ...{ status: "warm", capabilities: { warmup: false, steer: false, lanes: false } },
    ...{ create: () => undefined, warm: () => undefined, steer: () => "unsupported" },
    ask: () => Promise.reject(new Error("not asked in these tests")),
    cancel: (key) => void happened.push(`cancel ${key}`),
    close: () => undefined,
  };
  const isWatched = (sessionId: string): boolean => watched.has(sessionId);
  const base = { store, bus, clock, log: silent, rules: new Play().rules };
  const upstream = { open: () => line, close: () => Promise.resolve() };
  const directory = createDirectory({ ...base, upstream, isWatched, executorsOf: () => [] });
  const onErased = async (sessionId: string): Promise<void> => void happened.push(`erased ${sessionId}`);
  const deletions = createDeletions({ ...base, directory, isWatched, retentionMs, onErased });
  bus.onListChanged("ann", () => happened.push("list"));
  let commands = 0;
  const give = (command: Command, sessionId = SESSION) =>
    directory.dispatch({
      ...{ sessionId, commandId: `command-${String((commands += 1)).padStart(10, "0")}` },
      ...{ principal: "ann", role: "owner", command },
    });
  const create = async (sessionId = SESSION): Promise<void> => {
    await store.sessions.create({ sessionId, principal: "ann", at: clock.now() });
    await give({ type: "create_session", model: null }, sessionId);
  };
  const say = (text: string, sessionId = SESSION) =>
    give({ type: "send_message", text, executorId: null }, sessionId);
  const gone = (sessionId = SESSION) =>
    vi.waitFor(async () => expect(await store.sessions.isErased(sessionId)).toBe(true));
  const close = async (): Promise<void> => {
    await deletions.close();
    await directory.close();
  };
  return { store, clock, bus, directory, deletions, watched, happened, give, create, say, gone, close };
}

/** Lets everything that waits for nothing but the event loop happen. */
const settled = () =>
  new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

/** Does something when the session is let go and not erased yet; gives what came of it. */
function atErase<T>(store: Store, act: () => Promise<T>): Promise<T> {
  const erase = store.sessions.erase.bind(store.sessions);
  return new Promise((resolve, reject) => {
    vi.spyOn(store.sessions, "erase").mockImplementationOnce(async (sessionId, at) => {
      act().then(resolve, reject);
      await settled();
      return erase(sessionId, at);
    });
  });
}

test("[F73] a session is erased when its grace is over, and what runs in it is stopped before", async () => {
  const { clock, deletions, happened, create, say, gone, close } = stage();
  await create();
  await say("hello");
  happened.length = 0;
  expect(await deletions.schedule(SESSION)).toBe(clock.now() + UNDO_MS);
  expect(happened).toEqual(["list"]);
  clock.advance(UNDO_MS - 1);
  await settled();
  expect(happened).toEqual(["list"]);
  clock.advance(1);
  await gone();
  await settled();
  const order = happened.filter((what) => what !== "list");
  expect(order).toEqual([expect.stringMatching(/^cancel t2/), `erased ${SESSION}`]);
  await close();
});

test("a deletion that is taken back leaves the session and its running turn as they were", async () => {
  const { store, clock, deletions, directory, happened, create, say, close } = stage();
  await create();
  await say("hello");
  await deletions.schedule(SESSION);
  clock.advance(UNDO_MS - 1);
  expect(await deletions.restore(SESSION)).toBe(true);
  clock.advance(10 * UNDO_MS);
  await settled();
  expect(happened.some((what) => what.startsWith("cancel"))).toBe(false);
  expect(directory.activity(SESSION)).toBe("running");
  expect(await store.sessions.list("ann", 9)).toMatchObject([{ sessionId: SESSION, deletesAt: null }]);
  await close();
});

test("a second deletion does not put off the first", async () => {
  const { clock, deletions, create, close } = stage();
  await create();
  const first = await deletions.schedule(SESSION);
  clock.advance(4_000);
  expect(await deletions.schedule(SESSION)).toBe(first);
  await close();
});

test("nothing is deleted or restored of a session that is not there", async () => {
  const { clock, deletions, create, gone, close } = stage();
  expect(await deletions.schedule(SESSION)).toBeNull();
  expect(await deletions.restore(SESSION)).toBe(false);
  await create();
  await deletions.schedule(SESSION);
  clock.advance(UNDO_MS);
  await gone();
  expect(await deletions.restore(SESSION)).toBe(false);
  expect(await deletions.schedule(SESSION)).toBeNull();
  await close();
});

test("a process that ends within the grace loses neither the deletion nor the way back", async () => {
  const store = createMemoryStore();
  const clock = createManualClock();
  const first = stage({ store, clock });
  for (const id of [SESSION, "session-000000002"]) {
    await first.create(id);
    await first.deletions.schedule(id);
  }
  await first.close();
  clock.advance(UNDO_MS);
  await settled();
  expect(await store.sessions.isErased(SESSION)).toBe(false);
  expect(await store.sessions.setDeletion("session-000000002", null)).toBe(true);
  const second = stage({ store, clock });
  await second.gone();
  expect(await store.sessions.get("session-000000002")).toMatchObject({ deletesAt: null });
  await second.close();
});

test("a command that comes while a session is erased waits, and is told that there is none", async () => {
  const { store, clock, deletions, create, say, gone, close } = stage();
  await create();
  await say("hello");
  await deletions.schedule(SESSION);
  const answer = atErase(store, () => say("one more"));
  clock.advance(UNDO_MS);
  expect(await answer).toMatchObject({ code: "not_found" });
  await gone();
  expect(await say("again")).toMatchObject({ code: "not_found" });
  await close();
});

test("a session that was restored at the last moment is taken over again", async () => {
  const { store, clock, deletions, directory, create, say, close } = stage();
  await create();
  await deletions.schedule(SESSION);
  const answer = atErase(store, async () => {
    await deletions.restore(SESSION);
    return say("hello");
  });
  clock.advance(UNDO_MS);
  expect(await answer).toMatchObject({ code: "stale_owner" });
  expect(await say("hello")).toBeNull();
  expect(directory.activity(SESSION)).toBe("running");
  await close();
});

test("[F38] a store that cannot write keeps the session, and the next sweep erases it", async () => {
  const { store, clock, deletions, create, say, gone, close } = stage();
  await create();
  await deletions.schedule(SESSION);
  vi.spyOn(store.sessions, "erase").mockRejectedValueOnce(new StoreUnavailable("disk full"));
  clock.advance(UNDO_MS);
  await settled();
  expect(await store.sessions.isErased(SESSION)).toBe(false);
  expect(await say("hello")).toBeNull();
  clock.advance(60_000);
  await gone();
  await close();
});

test("unused sessions are deleted once they are old enough, and no others", async () => {
  const { store, clock, watched, create, say, gone, close } = stage({ retentionMs: 10 * MINUTE_MS });
  const ids = ["unused", "watched", "running"].map((name) => `session-of-${name}-x`) as [
    string,
    string,
    string,
  ];
  clock.advance(45 * MINUTE_MS);
  for (const id of ids) await create(id);
  watched.add(ids[1]);
  await say("hello", ids[2]);
  clock.advance(10 * MINUTE_MS);
  await create("session-of-today-x");
  await settled();
  expect(await store.sessions.list("ann", 9)).toHaveLength(4);
  clock.advance(6 * MINUTE_MS);
  await gone(ids[0]);
  const left = (await store.sessions.list("ann", 9)).map(({ sessionId }) => sessionId).sort();
  expect(left).toEqual(["session-of-running-x", "session-of-today-x", "session-of-watched-x"]);
  await close();
});

test("without a term everything is kept", async () => {
  const { store, clock, create, close } = stage();
  await create();
  clock.advance(100 * 24 * 60 * MINUTE_MS);
  await settled();
  expect(await store.sessions.list("ann", 9)).toHaveLength(1);
  await close();
});
