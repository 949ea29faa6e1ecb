import { expect, test } from "vitest";
import { createManualClock } from "../lib/util/manual-clock.fixture";
import { UNDO_MS } from "./host/deletions";
import type { TestPage } from "./testing/page";
import { refusalOf, usePages } from "./testing/pages";
import { script } from "./testing/test-tools";

const clock = createManualClock();
const pages = usePages({ clock });

async function ask(page: TestPage, path: string, body: unknown = {}) {
  const { origin } = pages.server();
  const response = await fetch(`${origin}/api${path}`, {
    method: "POST",
    headers: { origin, cookie: page.cookie, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const remove = (page: TestPage, as = page) => ask(as, `/sessions/${page.sessionId}/delete`);
const restore = (page: TestPage, as = page) => ask(as, `/sessions/${page.sessionId}/restore`);
const resetOf = async (page: TestPage) => (await page.frame("reset")).reason;

async function guestOf(page: TestPage): Promise<TestPage> {
  const { body } = await ask(page, `/sessions/${page.sessionId}/shares`);
  const guest = await pages.open({ sessionId: page.sessionId });
  await ask(guest, `/shares/${String(body.shareId)}/open`, { secret: body.secret });
  guest.subscribe();
  await guest.frame("caught_up");
  return guest;
}

const listed = (page: TestPage, ids: readonly string[]) =>
  page.frame("status", ({ status }) => {
    if (status.topic !== "sessions") return false;
    return JSON.stringify(status.sessions.map(({ sessionId }) => sessionId)) === JSON.stringify(ids);
  });

test("[DEL-3] [DEL-4] [F73] everybody who follows a session hears that it was deleted, also later, and nobody gets it again", async () => {
  const page = await pages.newSession();
  const [tab, guest] = [await pages.secondTab(page), await guestOf(page)];
  page.say(script([[{ say: "a" }, { hold: "never" }]]));
  await page.until(({ state }) => state.turn.status === "running");
  await pages.server().holds.reached("never");
  expect(await remove(page)).toEqual({ status: 200, body: { deletesAt: clock.now() + UNDO_MS } });
  clock.advance(UNDO_MS);
  expect(await Promise.all([page, tab, guest].map(resetOf))).toEqual(["deleted", "deleted", "deleted"]);
  expect(page.events.at(-1)).toMatchObject({ type: "turn.finished", end: { reason: "stopped" } });

  expect(await refusalOf(page, page.say("more"))).toBe("not_found");
  expect(await refusalOf(page, page.command({ type: "create_session", model: null }))).toBe("not_found");
  const other = await pages.open({ sessionId: page.sessionId });
  expect(await refusalOf(other, other.command({ type: "create_session", model: null }))).toBe("not_found");
  other.subscribe();
  expect(await resetOf(other)).toBe("deleted");
  expect((await ask(guest, `/sessions/${page.sessionId}/shares`)).status).toBe(404);
});

test("[DEL-1] a session that is deleted leaves the list at once, and goes on for whoever follows it", async () => {
  const page = await pages.newSession("echo");
  const tab = await pages.secondTab(page);
  page.send({ type: "watch_sessions" });
  await listed(page, [page.sessionId]);
  await remove(page);
  await listed(page, []);
  tab.say("still here");
  await tab.finished();
  expect(tab.frames.some(({ type }) => type === "reset")).toBe(false);
});

test("[DEL-2] for 10 s a deletion can be taken back, and nothing has happened", async () => {
  const page = await pages.newSession("echo");
  page.send({ type: "watch_sessions" });
  await remove(page);
  await listed(page, []);
  clock.advance(UNDO_MS - 1);
  const before = page.frames.length;
  expect(await restore(page)).toEqual({ status: 200, body: { restored: true } });
  await page.until(({ frames }) =>
    frames.slice(before).some((frame) => frame.type === "status" && frame.status.topic === "sessions"),
  );
  clock.advance(3 * UNDO_MS);
  page.say("hello");
  await page.finished();
  await remove(page);
  clock.advance(UNDO_MS);
  expect(await resetOf(page)).toBe("deleted");
  expect((await restore(page)).status).toBe(404);
});

test("[DEL-5] only its owner deletes or restores a session; to anybody else it is not there", async () => {
  const page = await pages.newSession("echo");
  const guest = await guestOf(page);
  const stranger = await pages.open();
  for (const other of [guest, stranger]) {
    expect((await remove(page, other)).status).toBe(404);
    expect((await restore(page, other)).status).toBe(404);
  }
  clock.advance(3 * UNDO_MS);
  page.say("hello");
  await page.finished();
  expect((await remove(page)).status).toBe(200);
  expect((await restore(page, guest)).status).toBe(404);
});

test("[DEL-6] every page of the owner's is told what can still be taken back and for how long, and no other", async () => {
  const page = await pages.newSession("echo");
  const deletingOf = async (watcher: TestPage) => {
    watcher.send({ type: "watch_sessions" });
    const { status } = await watcher.frame("status", (frame) => frame.status.topic === "sessions");
    return status.topic === "sessions" ? status.deleting : [];
  };
  await remove(page);
  clock.advance(4_000);
  const { sessionId } = page;
  const tab = await pages.secondTab(page);
  expect(await deletingOf(tab)).toEqual([{ sessionId, title: null, leftMs: UNDO_MS - 4_000 }]);
  expect(await deletingOf(await guestOf(page))).toEqual([]);
  await restore(page);
  expect(await deletingOf(await pages.secondTab(page))).toEqual([]);
});
