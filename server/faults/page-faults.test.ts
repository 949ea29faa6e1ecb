import { afterEach, expect, test } from "vitest";
import { openCalls } from "../../lib/session/calls";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { randomId } from "../../lib/util/random-id";
import { callIn } from "../testing/pages";
import { attachment, EXECUTOR, script } from "../testing/test-tools";
import { openClientPage, type ClientPage } from "./testing/client-page";
import { openStage, WORDS, type Stage } from "./testing/story";

let stage: Stage;
let page: ClientPage | null = null;

afterEach(async () => {
  page?.close();
  page = null;
  await stage.close();
});

const HIT = "executor-0000000002";
const WORDS_SLOWLY = script([[{ say: WORDS, chunk: 6, every: 2 }]]);

/** The worker's session in another tab, which the faults are armed for. */
async function openHitPage(): Promise<ClientPage> {
  const { cookie, sessionId } = stage.worker.page;
  const opened = await openClientPage({ origin: stage.server.origin, cookie, sessionId });
  page = opened;
  opened.send({ type: "command", sessionId, commandId: randomId(), command: attachment(HIT) });
  await opened.until(({ session }) => session.executors.has(HIT));
  return opened;
}

/** Both tabs show every word once, and the same. */
async function expectWhole(hit: ClientPage): Promise<void> {
  const other = stage.worker.page;
  await hit.until(({ session }) => session.turns.length === 1);
  await other.finished();
  const texts = other.state.turns[0]?.entries.map((entry) => (entry.kind === "message" ? entry.text : ""));
  expect(texts).toEqual([WORDS]);
  expect(hit.view().session.turns).toEqual(other.state.turns);
  expect(hit.texts.filter((text) => !WORDS.startsWith(text))).toEqual([]);
  expect(other.closeCode).toBeNull();
}

test.each([0, 1, 4])(
  "a page that is dropped after %i frames comes back and has every word once",
  async (after) => {
    stage = await openStage();
    const hit = await openHitPage();
    await stage.arm({ fault: "drop_page", page: HIT, after });
    stage.worker.page.say(WORDS_SLOWLY);
    await expectWhole(hit);
    expect(await stage.fired()).toEqual(["drop_page"]);
    expect(hit.links).toContain("reconnecting");
    expect(hit.subscriptions()).toBe(2);
  },
);

test("frames that a page gets twice count once", async () => {
  stage = await openStage();
  const hit = await openHitPage();
  await stage.arm({ fault: "duplicate_page", page: HIT, frames: 500 });
  stage.worker.page.say(WORDS_SLOWLY);
  await expectWhole(hit);
  expect(await stage.fired()).toEqual(["duplicate_page"]);
  expect(hit.subscriptions()).toBe(1);
});

test("[F25] a page that gets frames out of order asks for the gap and ends up whole", async () => {
  stage = await openStage();
  const hit = await openHitPage();
  await stage.arm({ fault: "reorder_page", page: HIT });
  stage.worker.page.say(WORDS_SLOWLY);
  await expectWhole(hit);
  expect(await stage.fired()).toEqual(["reorder_page"]);
  expect(hit.subscriptions()).toBeGreaterThan(1);
});

test.each(["not_json", "binary", "array", "null", "unknown_type"] as const)(
  "garbage to a page (%s) is passed over",
  async (garbage) => {
    stage = await openStage();
    const hit = await openHitPage();
    await stage.arm({ fault: "garble_page", page: HIT, garbage });
    stage.worker.page.say(WORDS_SLOWLY);
    await expectWhole(hit);
    expect(await stage.fired()).toEqual(["garble_page"]);
    expect(hit.links).not.toContain("reconnecting");
  },
);

test("an output that is held back keeps its call open, then reaches the model once", async () => {
  const faultClock = createManualClock();
  stage = await openStage({ faultClock });
  const { page: worker, ran } = stage.worker;
  await stage.arm({ fault: "delay_tool", ms: 3_000 });
  worker.say(script([[{ call: { name: "look", arguments: {} } }], [{ outputs: true }]]), EXECUTOR);
  await expect.poll(() => stage.fired(), { timeout: 10_000, interval: 5 }).toEqual(["delay_tool"]);
  faultClock.advance(2_999);
  expect(await callIn(worker, "assigned")).toMatchObject({ name: "look" });
  faultClock.advance(1);
  await worker.finished();
  expect(openCalls(worker.state)).toEqual([]);
  expect(JSON.parse(worker.answer())).toMatchObject([{ output: `seen by ${ran[0] ?? ""}` }]);
  expect(worker.events.filter(({ type }) => type === "tool_call.finished")).toHaveLength(1);
});

test("disarming lets an output go that is held back", async () => {
  stage = await openStage({ faultClock: createManualClock() });
  const { page: worker, ran } = stage.worker;
  await stage.arm({ fault: "delay_tool", ms: 60_000 });
  worker.say(script([[{ call: { name: "look", arguments: {} } }], [{ outputs: true }]]), EXECUTOR);
  await expect.poll(() => stage.fired(), { timeout: 10_000, interval: 5 }).toEqual(["delay_tool"]);
  await callIn(worker, "assigned");
  await stage.disarm();
  await worker.finished();
  expect(JSON.parse(worker.answer())).toMatchObject([{ output: `seen by ${ran[0] ?? ""}` }]);
});

test("[F13] an output that is held back past its deadline is timed out, and comes too late to count", async () => {
  const faultClock = createManualClock();
  stage = await openStage({ faultClock, limits: { callGraceMs: -4_950 } });
  const { page: worker } = stage.worker;
  await stage.arm({ fault: "delay_tool", ms: 60_000 });
  worker.say(script([[{ call: { name: "look", arguments: {} } }], [{ outputs: true }]]), EXECUTOR);
  await worker.finished();
  faultClock.advance(60_000);
  const { error } = await worker.frame("rejected");
  expect(error.code).toBe("stale");
  expect(worker.answer()).toContain("timed_out");
  expect(worker.events.filter(({ type }) => type === "tool_call.finished")).toHaveLength(1);
});

test("a fault for a page hits no page of anybody else", async () => {
  stage = await openStage();
  const hit = await openHitPage();
  await stage.arm({ fault: "drop_page", page: "executor-0000000009", after: 0 });
  stage.worker.page.say(WORDS_SLOWLY);
  await expectWhole(hit);
  expect(await stage.fired()).toEqual([]);
});
