import { expect, test } from "vitest";
import { MAX_QUEUED_MESSAGES } from "../lib/protocol/limits";
import { callIn, refusalOf, usePages } from "./testing/pages";
import type { TestPage } from "./testing/page";
import { attachment, EXECUTOR, script } from "./testing/test-tools";

const pages = usePages({ limits: { rounds: 2 } });

const saying = (text: string): string => script([[{ say: text }]]);

/** Starts a turn that says "one" and then waits until `name` is released. */
async function held(page: TestPage, name: string): Promise<void> {
  page.say(script([[{ say: "one" }, { hold: name }]]));
  await page.until(({ state }) => state.turn.status === "running" && state.turn.entries.length === 1);
}

test("[TURN-6] a stop pauses the queue, and another message does not open it", async () => {
  const page = await pages.newSession();
  await held(page, "never");
  page.say(saying("queued"));
  await page.until(({ state }) => state.queue.length === 1);
  page.command({ type: "cancel_turn" });
  await page.finished(1);
  expect(page.state.queueStatus).toBe("paused");
  page.say(saying("asked now"));
  await page.finished(2);
  expect(page.state.queue.map(({ text }) => text)).toEqual([saying("queued")]);
  page.command({ type: "resume_queue" });
  await page.finished(3);
  expect(page.state.turns.map(({ text }) => text)).toEqual([
    expect.stringContaining("one"),
    saying("asked now"),
    saying("queued"),
  ]);
  expect(page.state).toMatchObject({ queue: [], queueStatus: "open" });
});

test("[TURN-8] a queued message can be taken back, once", async () => {
  const page = await pages.newSession();
  await held(page, "first");
  page.say(saying("never mind"));
  await page.until(({ state }) => state.queue.length === 1);
  const queueId = page.state.queue[0]?.queueId ?? "";
  page.command({ type: "remove_queued", queueId });
  await page.until(({ state }) => state.queue.length === 0);
  const again = page.command({ type: "remove_queued", queueId });
  expect(await refusalOf(page, again)).toBe("stale");
  pages.server().holds.release("first");
  await page.finished();
  expect(page.state.turns).toHaveLength(1);
});

test("[TURN-9] a 33rd message in the queue is refused as queue_full", async () => {
  const page = await pages.newSession();
  await held(page, "long");
  const sent = Array.from({ length: MAX_QUEUED_MESSAGES + 1 }, (_none, at) =>
    page.say(saying(`message ${at}`)),
  );
  expect(await refusalOf(page, sent.at(-1) ?? "")).toBe("queue_full");
  expect(page.state.queue).toHaveLength(MAX_QUEUED_MESSAGES);
});

test("[TURN-10][F68] a stop with no turn under way is stale", async () => {
  const page = await pages.newSession();
  expect(await refusalOf(page, page.command({ type: "cancel_turn" }))).toBe("stale");
});

test("[TURN-3] a turn that meets its cap of responses ends with limit, its calls answered", async () => {
  const page = await pages.newSession();
  const call = [{ call: { name: "nothing", arguments: {} } }];
  page.say(script([call, call, [{ say: "too late" }]]));
  await page.finished();
  expect(page.state.turns[0]?.end).toMatchObject({ reason: "limit", error: { code: "too_many_rounds" } });
  expect(page.state.turns[0]?.responses).toHaveLength(2);
});

test("[TURN-5] a turn that ends early settles its open calls as cancelled", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "look", arguments: {} } }]]), EXECUTOR);
  const { callId } = await callIn(page, "assigned");
  page.command({ type: "cancel_turn" });
  await page.finished();
  expect(page.state.turns[0]?.calls.get(callId)).toMatchObject({
    status: "finished",
    outcome: { ok: false, error: { code: "cancelled" } },
  });
});

test("[TURN-11] a turn names the one before it as its parent", async () => {
  const page = await pages.newSession();
  page.say(saying("one"));
  page.say(saying("two"));
  await page.finished(2);
  const [first, second] = page.state.turns;
  expect(first?.parentTurnId).toBeNull();
  expect(second?.parentTurnId).toBe(first?.turnId);
});

test("[UP-7] the end of a response says what was sent, what was not, and how long each step took", async () => {
  const page = await pages.newSession();
  page.say(saying("one"));
  page.say(saying("two"));
  await page.finished(2);
  const ends = page.events.flatMap((event) => (event.type === "response.done" ? [event] : []));
  expect(ends.map(({ status }) => status)).toEqual(["completed", "completed"]);
  for (const { bytesUp, timings } of ends) {
    expect(bytesUp).toBeGreaterThan(0);
    expect(timings.totalMs).toBeGreaterThanOrEqual(timings.firstDeltaMs ?? 0);
  }
  expect(ends[1]?.bytesNotResent).toBeGreaterThan(0);
});
