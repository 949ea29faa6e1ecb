import { expect, test } from "vitest";
import type { ServerFrame } from "../../lib/protocol/frame";
import { randomId } from "../../lib/util/random-id";
import { TestPage } from "../testing/page";
import { startServer } from "../testing/start-server";
import { usePages } from "../testing/pages";
import { script } from "../testing/test-tools";

const pages = usePages();

const eventFrames = (page: TestPage) =>
  page.frames.filter((frame): frame is Extract<ServerFrame, { type: "events" }> => frame.type === "events");

/** Resolves when everything that the socket sent before has been answered. */
async function roundTrip(page: TestPage): Promise<void> {
  const sentAt = Math.random();
  page.send({ type: "ping", sentAt });
  await page.frame("pong", (frame) => frame.sentAt === sentAt);
}

test("[LOG-2] two tabs that have folded the same log hold the same state", async () => {
  const first = await pages.newSession();
  first.say(script([[{ reason: "thinking" }, { say: "one answer, in many small pieces", chunk: 3 }]]));
  const second = await pages.secondTab(first);
  await Promise.all([first.finished(), second.finished()]);
  const late = await pages.secondTab(first);
  expect(second.state).toEqual(first.state);
  expect(late.state).toEqual(first.state);
});

test("[LOG-5] the text of an item's deltas, joined, is the text of its item.done", async () => {
  const page = await pages.newSession();
  page.say(script([[{ say: "a text in pieces of four", chunk: 4, every: 1 }]]));
  await page.finished();
  const deltas = page.events.flatMap((event) => (event.type === "item.delta" ? [event.text] : []));
  const done = page.events.flatMap((event) =>
    event.type === "item.done" && event.content.kind === "message" ? [event.content.text] : [],
  );
  expect(deltas.length).toBeGreaterThan(0);
  expect(deltas.join("")).toBe("a text in pieces of four");
  expect(done).toEqual(["a text in pieces of four"]);
});

test("[LOG-6] frames of one subscription touch, and their events lie between after and upTo in order", async () => {
  const page = await pages.newSession("echo");
  page.say("some words to repeat");
  await page.finished();
  let cursor = 0;
  for (const { after, upTo, events } of eventFrames(page)) {
    expect(after).toBe(cursor);
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.every((seq) => seq > after && seq <= upTo)).toBe(true);
    cursor = upTo;
  }
  expect(cursor).toBe(page.cursor.seq);
});

test("[RES-4] caught_up comes once for a subscription, after its backlog", async () => {
  const page = await pages.newSession("echo");
  page.say("a backlog");
  await page.finished();
  const late = await pages.secondTab(page);
  const order = late.frames
    .map(({ type }) => type)
    .filter((type) => type === "events" || type === "caught_up");
  expect(order).toEqual(["events", "caught_up"]);
  expect(late.cursor.seq).toBe(page.cursor.seq);
  page.say("live");
  await late.finished(2);
  expect(late.frames.filter(({ type }) => type === "caught_up")).toHaveLength(1);
});

test("[RES-5][F20][F31] catch-up leaves out the deltas of finished items and passes over them", async () => {
  const page = await pages.newSession();
  page.say(script([[{ say: "many pieces of text", chunk: 2, every: 1 }]]));
  await page.finished();
  const late = await pages.secondTab(page);
  expect(page.events.some(({ type }) => type === "item.delta")).toBe(true);
  expect(late.events.some(({ type }) => type === "item.delta")).toBe(false);
  expect(late.cursor.seq).toBe(page.cursor.seq);
  expect(late.answer()).toBe("many pieces of text");
});

test("[RES-7] unsubscribe ends the events, and subscribe brings what was missed", async () => {
  const page = await pages.newSession("echo");
  const other = await pages.secondTab(page);
  other.send({ type: "unsubscribe", sessionId: other.sessionId });
  await roundTrip(other);
  const before = other.cursor.seq;
  page.say("unseen");
  await page.finished();
  await roundTrip(other);
  expect(other.cursor.seq).toBe(before);
  other.subscribe();
  await other.finished();
  expect(other.answer()).toBe("unseen");
});

test("[RES-8] a 33rd subscription on one socket closes it with 4400", async () => {
  const page = await pages.open();
  for (let count = 0; count < 33; count += 1) {
    const sessionId = randomId();
    const command = { type: "create_session" as const, model: null };
    page.send({ type: "command", sessionId, commandId: randomId(), command });
    page.send({ type: "subscribe", sessionId, cursor: { epoch: 0, seq: 0 } });
  }
  await page.until(({ closeCode }) => closeCode !== null);
  expect(page.closeCode).toBe(4400);
  expect(page.frames.filter(({ type }) => type === "caught_up").length).toBeLessThanOrEqual(32);
});

test("[RES-9] a session that does not exist is reset with not_found", async () => {
  const page = await pages.open();
  page.subscribe();
  expect(await page.frame("reset")).toMatchObject({ sessionId: page.sessionId, reason: "not_found" });
});

test("[OWN-5] a new owner writes under a higher epoch, which its frames name", async () => {
  const page = await pages.newSession("echo");
  page.say("before");
  await page.finished();
  const { cursor, cookie, sessionId } = page;
  const { store } = pages.server();
  await pages.server().stop();
  const next = await startServer({ store });
  const back = await TestPage.open(next.origin, { cookie, sessionId });
  back.subscribe();
  await back.frame("caught_up");
  back.say("after");
  await back.finished(2);
  expect(back.cursor.epoch).toBeGreaterThan(cursor.epoch);
  await back.close();
  await next.stop();
});

test("[LIST-1] a page that watches its sessions hears of a new one, and a stranger does not", async () => {
  const page = await pages.open();
  page.send({ type: "watch_sessions" });
  const stranger = await pages.open();
  stranger.send({ type: "watch_sessions" });
  await page.create("echo");
  page.say("A title to be");
  await page.finished();
  const listed = await page.frame(
    "status",
    ({ status }) =>
      status.topic === "sessions" && status.sessions.some(({ title }) => title === "A title to be"),
  );
  expect(JSON.stringify(listed)).toContain(page.sessionId);
  await roundTrip(stranger);
  expect(JSON.stringify(stranger.frames)).not.toContain(page.sessionId);
});

test("[STAT-1] followers are told how many viewers a session has", async () => {
  const page = await pages.newSession("echo");
  const other = await pages.secondTab(page);
  const count = (wanted: number) =>
    page.frame("status", ({ status }) => status.topic === "viewers" && status.count === wanted);
  expect(await count(2)).toBeDefined();
  const seen = page.frames.length;
  await other.close();
  await page.until(({ frames }) =>
    frames
      .slice(seen)
      .some(
        (frame) => frame.type === "status" && frame.status.topic === "viewers" && frame.status.count === 1,
      ),
  );
  expect(page.closeCode).toBeNull();
});

test("[STAT-2] followers are told how the line to the model stands", async () => {
  const page = await pages.newSession("echo");
  const cold = await page.frame("status", ({ status }) => status.topic === "upstream");
  expect(cold.status).toMatchObject({ sessionId: page.sessionId, status: "cold" });
  page.say("hello");
  const warm = await page.frame(
    "status",
    ({ status }) => status.topic === "upstream" && status.status === "warm",
  );
  expect(warm.status).toMatchObject({ sessionId: page.sessionId });
  await page.finished();
});
