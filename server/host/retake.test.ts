import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import { rulesOf } from "../rules";
import type { AppendResult, Store } from "../store/port";
import { createMemoryStore } from "../store/memory";
import type { UpstreamLine } from "../upstream/port";
import { Owners } from "./owners";

const SESSION = "session-000000001";
const LINE: UpstreamLine = {
  status: "warm",
  capabilities: { warmup: false, steer: false, lanes: false },
  create: () => undefined,
  warm: () => undefined,
  steer: () => "unsupported",
  ask: () => Promise.reject(new Error("not asked in these tests")),
  cancel: () => undefined,
  close: () => undefined,
};

const away = (): Error => Object.assign(new Error("the store is away"), { code: "unavailable" });

/** A node whose store refuses as many writes as it is told to. */
async function openNode(store: Store) {
  const clock = createManualClock();
  let closed = 0;
  let isPoisoned = false;
  let refusals = 0;
  let failures = 0;
  let lostAnswers = 0;
  let awayHeads = 0;
  const read: Store["events"]["read"] = (sessionId, options) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error("no answer")) : store.events.read(sessionId, options);
  };
  const head: Store["events"]["head"] = (sessionId) => {
    awayHeads -= 1;
    return awayHeads >= 0 ? Promise.reject(away()) : store.events.head(sessionId);
  };
  const append: Store["events"]["append"] = async (request) => {
    lostAnswers -= 1;
    if (lostAnswers >= 0) {
      await store.events.append(request);
      throw new Error("the answer was lost");
    }
    const refused: AppendResult = { ok: false, reason: "unavailable" };
    refusals -= 1;
    return refusals >= 0 ? refused : store.events.append(request);
  };
  const rules = rulesOf("m");
  const limits = () => {
    if (isPoisoned) throw new Error("this session cannot be decided");
    return rules.limits;
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const owners = new Owners({
    ...{
      store: { ...store, events: { ...store.events, append, read, head } },
      bus: createMemoryBus(),
      clock,
      log: silent,
    },
    rules: {
      ...rules,
      get limits() {
        return limits();
      },
    },
    isWatched: () => true,
    executorsOf: () => [],
    upstream: {
      open: () => ({ ...LINE, close: () => void (closed += 1) }),
      close: () => Promise.resolve(),
    },
  });
  const give = (commandId: string, text: string, sessionId = SESSION) =>
    owners.post(sessionId, (at) => ({
      ...{ type: "command", principal: "ann", role: "owner", commandId, at },
      command: { type: "send_message", text, executorId: null },
    }));
  const epoch = async () => (await store.events.head(SESSION))?.epoch;
  /** A second passes, and what it set off has happened. */
  const pass = async (): Promise<void> => {
    await settle();
    clock.advance(1_000);
    await settle();
  };
  const settle = async (): Promise<void> => {
    for (let tick = 0; tick < 5; tick += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    closed: () => closed,
    poison: (now: boolean) => void (isPoisoned = now),
    owners,
    give,
    epoch,
    pass,
    refuse: (times: number) => void (refusals = times),
    failReads: (times: number) => void (failures = times),
    loseAnswers: (times: number) => void (lostAnswers = times),
    loseHeads: (times: number) => void (awayHeads = times),
  };
}

async function sessionOf(store: Store): Promise<void> {
  await store.sessions.create({ sessionId: SESSION, principal: "ann", at: 1 });
}

test("a node whose write was refused takes the running session back, also when that failed twice", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, epoch, pass, refuse } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  refuse(2);
  expect(await give("command-0000000002", "two")).toMatchObject({ code: "storage_full" });
  expect(await give("command-0000000003", "three")).toMatchObject({ code: "storage_full" });
  expect(await epoch()).toBe(2);
  await pass();
  expect(await epoch()).toBe(3);
});

test("[OWN-2] a turn whose beginning was written and not answered is found and gone on with", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, owners, epoch, pass, loseAnswers } = await openNode(store);
  loseAnswers(1);
  expect(await give("command-0000000001", "one")).toMatchObject({ code: "internal" });
  expect(owners.find(SESSION)).toBeNull();
  await pass();
  expect(await epoch()).toBe(2);
  expect(owners.find(SESSION)?.state().session.turn.status).toBe("running");
});

test("[OWN-2][F38] who owns a lost session is asked again when the store was away", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, epoch, pass, refuse, loseHeads } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  refuse(1);
  expect(await give("command-0000000002", "two")).toMatchObject({ code: "storage_full" });
  loseHeads(2);
  for (let second = 0; second < 6; second += 1) await pass();
  expect(await epoch()).toBe(1);
  await pass();
  expect(await epoch()).toBe(2);
});

test("[FULL-3] a store that is away while an owner asks who has replaced it is no failure of the session", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, owners, pass, loseHeads } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  for (let time = 0; time < 4; time += 1) {
    expect(await give("command-0000000001", "one")).toMatchObject({ code: "duplicate" });
    loseHeads(1);
    expect(await give("command-0000000001", "one")).toMatchObject({ code: "storage_full" });
    await pass();
  }
  expect(owners.readOnly(SESSION)).toBeNull();
});

test("a node that was replaced leaves the running session to its new owner", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, epoch, pass } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  await store.events.acquire(SESSION);
  expect(await give("command-0000000002", "two")).toMatchObject({ code: "stale_owner" });
  await pass();
  expect(await epoch()).toBe(2);
});

test("[OWN-7][F46] a node that was replaced refuses nothing from its old state, but answers stale_owner", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  expect(await give("command-0000000001", "one")).toMatchObject({ code: "duplicate" });
  await store.events.acquire(SESSION);
  expect(await give("command-0000000001", "one")).toMatchObject({ code: "stale_owner" });
});

test("a node that has taken a session over and could not read it tries again by itself", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { owners, epoch, pass, failReads } = await openNode(store);
  failReads(2);
  owners.adopt(SESSION);
  await pass();
  expect(await epoch()).toBe(2);
  expect(owners.find(SESSION)).toBeNull();
  await pass();
  await pass();
  expect(await epoch()).toBe(3);
  expect(owners.find(SESSION)).not.toBeNull();
});

test("[FULL-2][F38] an answer whose log cannot be written is cancelled at the provider at once", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  const { give, refuse, closed } = await openNode(store);
  expect(await give("command-0000000001", "one")).toBeNull();
  refuse(1);
  expect(await give("command-0000000002", "two")).toMatchObject({ code: "storage_full" });
  expect(closed()).toBe(1);
});

test("[FULL-3][F51] a session that fails three times is read-only for ten minutes, others are not", async () => {
  const store = createMemoryStore();
  await sessionOf(store);
  await store.sessions.create({ sessionId: "session-000000002", principal: "ann", at: 1 });
  const { owners, give, epoch, pass, poison, refuse, clock } = await openNode(store);
  let told = 0;
  owners.onReadOnly(SESSION, () => (told += 1));
  expect(await give("command-0000000001", "one")).toBeNull();
  refuse(1);
  expect(await give("command-0000000002", "two")).toMatchObject({ code: "storage_full" });
  poison(true);
  for (let second = 0; second < 60; second += 1) await pass();
  expect({ epoch: await epoch(), told, reason: owners.readOnly(SESSION) }).toEqual({
    ...{ epoch: 4, told: 1, reason: "quarantined" },
  });
  expect(await give("command-0000000003", "three")).toMatchObject({ code: "quarantined" });
  poison(false);
  expect(await give("command-0000000004", "four", "session-000000002")).toBeNull();
  clock.advance(600_000);
  expect(await give("command-0000000005", "five")).toBeNull();
});
