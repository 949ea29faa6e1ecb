import { expect, test } from "vitest";
import { usePages } from "./testing/pages";
import { script } from "./testing/test-tools";

const pages = usePages();
const PART = "words and words and words. ".repeat(2_000);
const PARTS = 40;

test("[C40] [U34] [F1] a turn goes on when its only page is gone, and who returns reads it whole and once", async () => {
  const page = await pages.newSession();
  page.say(script([[{ say: "first half, " }, { hold: "away" }, { say: "second half" }]]));
  await page.until(({ events }) => events.some((event) => event.type === "item.delta"));
  const { cookie, sessionId } = page;
  await page.close();
  pages.server().holds.release("away");
  const back = await pages.open({ cookie, sessionId });
  back.subscribe();
  await back.finished();
  expect(back.answer()).toBe("first half, second half");
});

test("[C41] a page without memory finds the turn that runs in its list, and attaches to it", async () => {
  const page = await pages.newSession();
  page.say(script([[{ say: "under way" }, { hold: "list" }]]));
  await page.until(({ state }) => state.turn.status === "running");
  const fresh = await pages.open({ cookie: page.cookie, sessionId: page.sessionId });
  fresh.send({ type: "watch_sessions" });
  await fresh.frame(
    "status",
    ({ status }) =>
      status.topic === "sessions" &&
      status.sessions.some(
        ({ sessionId, activity }) => sessionId === page.sessionId && activity === "running",
      ),
  );
  fresh.subscribe();
  await fresh.until(({ state }) => state.turn.status === "running");
  pages.server().holds.release("list");
  await fresh.finished();
  expect(fresh.answer()).toBe("under way");
});

test("[C45][F23] a page that does not read holds up neither the provider nor others, and catches up later", async () => {
  const slow = await pages.newSession();
  const other = await pages.secondTab(slow);
  slow.socket.pause();
  other.say(script([[{ repeat: PARTS, steps: [{ say: PART, chunk: 500 }] }]]));
  await other.finished();
  expect(other.answer()).toBe(PART.repeat(PARTS));
  slow.socket.resume();
  await slow.finished();
  expect(slow.state).toEqual(other.state);
});
