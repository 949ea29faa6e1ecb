import { expect, test } from "vitest";
import type { Command } from "../../lib/protocol/command";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import { Play } from "../session/testing/play";
import { createMemoryStore } from "../store/memory";
import type { UpstreamLine } from "../upstream/port";
import { createDirectory } from "./directory";

const SESSION = "session-000000001";
const MINUTE_MS = 60_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One owner's node, with who watches and which lines to the model are open. */
function stage() {
  const store = createMemoryStore();
  const clock = createManualClock();
  const watched = new Set<string>();
  const lines = { opened: 0, closed: 0 };
  const line = (): UpstreamLine => ({
    ...{ status: "warm", capabilities: { warmup: false, steer: false, lanes: false } },
    ...{ create: () => undefined, warm: () => undefined, steer: () => "unsupported" },
    ask: () => Promise.reject(new Error("not asked in these tests")),
    cancel: () => undefined,
    close: () => void (lines.closed += 1),
  });
  const upstream = {
    open: () => {
      lines.opened += 1;
      return line();
    },
    close: () => Promise.resolve(),
  };
  const directory = createDirectory({
    ...{ store, clock, upstream, bus: createMemoryBus(), log: silent, rules: new Play().rules },
    isWatched: (sessionId) => watched.has(sessionId),
    executorsOf: () => [],
  });
  let commands = 0;
  const give = (command: Command) =>
    directory.dispatch({
      ...{ sessionId: SESSION, commandId: `command-${String((commands += 1)).padStart(10, "0")}` },
      ...{ principal: "ann", role: "owner", command },
    });
  const begin = async (): Promise<void> => {
    await store.sessions.create({ sessionId: SESSION, principal: "ann", at: clock.now() });
    expect(await give({ type: "create_session", model: null })).toBeNull();
    expect(await give({ type: "send_message", text: "hello", executorId: null })).toBeNull();
  };
  const stop = () => give({ type: "cancel_turn" });
  /** Time passes, and what it causes happens. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 1_000) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { directory, watched, lines, give, begin, stop, pass };
}

test("[F52] a session that nobody has watched or used for a minute is let go, and its line to the model closed", async () => {
  const { directory, lines, begin, stop, pass } = stage();
  await pass(50_000);
  await begin();
  await stop();
  await pass(59_000);
  expect([directory.hosted(), lines.closed]).toEqual([1, 0]);
  await pass(20_000);
  expect(directory.hosted()).toBe(0);
  expect(lines.closed).toBe(lines.opened);
  await directory.close();
});

test("[F52] a session that is watched, or in which a turn runs, is kept however long", async () => {
  const { directory, watched, begin, stop, pass } = stage();
  await begin();
  await pass(5 * MINUTE_MS);
  expect(directory.hosted()).toBe(1);
  watched.add(SESSION);
  await stop();
  await pass(5 * MINUTE_MS);
  expect(directory.hosted()).toBe(1);
  watched.delete(SESSION);
  await pass(2 * MINUTE_MS);
  expect(directory.hosted()).toBe(0);
  await directory.close();
});

test("[F52] a session that is used again within the minute starts it anew", async () => {
  const { directory, watched, begin, stop, pass } = stage();
  await begin();
  await stop();
  await pass(45_000);
  watched.add(SESSION);
  await pass(20_000);
  watched.delete(SESSION);
  await pass(45_000);
  expect(directory.hosted()).toBe(1);
  await directory.close();
});

test("[F52] a session that was let go is taken over by its next command, and goes on where its log ends", async () => {
  const { directory, lines, begin, stop, pass, give } = stage();
  await begin();
  await stop();
  await pass(2 * MINUTE_MS);
  expect(directory.hosted()).toBe(0);
  expect(await give({ type: "rename", title: "Again" })).toBeNull();
  expect(await give({ type: "send_message", text: "more", executorId: null })).toBeNull();
  expect(directory.activity(SESSION)).toBe("running");
  expect(lines.opened - lines.closed).toBe(1);
  await directory.close();
});
