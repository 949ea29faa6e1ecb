import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { callIn, usePages } from "./testing/pages";
import { attachment, EXECUTOR } from "./testing/test-tools";
import { begun, ended, itemFrames, messageItem } from "./upstream/testing/reply";
import { ScriptedProvider } from "./upstream/testing/scripted-provider";
import { ManualClock } from "./upstream/testing/manual-clock";
import { until } from "./upstream/testing/recorder";

/** A provider that answers by hand stands in the place of the embedded one. */
const providers: ScriptedProvider[] = [];
const clock = new ManualClock();
const pages = usePages({
  through: async () => {
    providers.push(await ScriptedProvider.start());
    return provider().url;
  },
  upstreamClock: clock,
});
afterEach(async () => {
  for (const each of providers.splice(0)) await each.close();
});

function provider(): ScriptedProvider {
  const [last] = providers;
  if (!last) throw new Error("no provider");
  return last;
}

function sends(...frames: object[]): void {
  for (const frame of frames) provider().sockets.at(-1)?.send(JSON.stringify(frame));
}

/** Resolves when everything that the provider has sent so far has been read. */
async function wasRead(): Promise<void> {
  const socket = provider().sockets.at(-1);
  if (!socket) throw new Error("no socket");
  const pong = once(socket, "pong");
  socket.ping();
  await pong;
}

test("[U11] [C7] while the model is silent both hops are kept alive, each by its own heartbeat", async () => {
  const page = await pages.newSession();
  provider().replies.push({ type: "stall", after: "created" });
  page.say("think for long");
  await page.until(({ events }) => events.some(({ type }) => type === "response.started"));
  const [socket] = provider().sockets;
  if (!socket) throw new Error("no socket");
  for (let beat = 1; beat <= 10; beat += 1) {
    const pinged = once(socket, "ping");
    clock.advance(20_000);
    await pinged;
    await wasRead();
    page.send({ type: "ping", sentAt: beat });
    await page.frame("pong", ({ sentAt }) => sentAt === beat);
  }
  const item = messageItem("resp_1", "at last");
  sends(...itemFrames(item, 0), ended("resp_1", "completed", { output: [item] }));
  await page.finished();
  expect(page.answer()).toBe("at last");
  expect(page.closeCode).toBeNull();
  expect(provider().sockets).toHaveLength(1);
});

test("[U44] [C16] [C40] a page that comes back after a stop sees nothing more of the old answer, however late it comes", async () => {
  const page = await pages.newSession();
  provider().replies.push({ type: "stall", after: "created" }, { type: "stall", after: "nothing" });
  page.say("first");
  await page.until(({ events }) => events.some(({ type }) => type === "response.started"));
  const old = itemFrames(messageItem("resp_1", "stale words"), 0);
  sends(...old.slice(0, 2));
  await page.until(({ state }) => [...state.live.values()].some(({ text }) => text === "stale "));
  page.command({ type: "cancel_turn" });
  await page.finished();
  const late = ended("resp_1", "completed", { output: [messageItem("resp_1", "stale words")] });
  sends(...old.slice(2), late);
  const { cookie, sessionId, cursor, state } = page;
  page.socket.terminate();
  const back = await pages.open({ cookie, sessionId });
  Object.assign(back, { cursor, state });
  back.subscribe();
  await back.frame("caught_up");
  back.say("second");
  await until(() => provider().requests.length === 2);
  const fresh = messageItem("resp_2", "fresh");
  sends(begun("resp_2"), ...itemFrames(fresh, 0), ended("resp_2", "completed", { output: [fresh] }));
  await back.finished(2);
  expect(back.answer()).toBe("fresh");
  expect(JSON.stringify(back.frames)).not.toContain("words");
  expect(JSON.stringify(provider().requests[1]?.body.input)).not.toContain("words");
});

test("[C26] a result for a call of another session is refused there, and the call stays open", async () => {
  const asking = await pages.newSession();
  asking.command(attachment());
  provider().replies.push({ type: "call", name: "look", arguments: '{"n":1}' });
  asking.say("look", EXECUTOR);
  const { callId } = await callIn(asking, "assigned");
  const answer = {
    ...{ type: "submit_tool_output" as const, callId, executorId: EXECUTOR, claimId: null },
    ...{ outcome: { ok: true as const, output: "forged" }, artifact: null, ranMs: 1 },
  };
  const own = await pages.open({ cookie: asking.cookie });
  await own.create("scripted");
  own.command(attachment());
  const elsewhere = own.command(answer);
  expect((await own.frame("rejected", ({ commandId }) => commandId === elsewhere)).error.code).toBe("stale");
  const stranger = await pages.open({ sessionId: asking.sessionId });
  const forged = stranger.command(answer);
  expect((await stranger.frame("rejected", ({ commandId }) => commandId === forged)).error.code).toBe(
    "not_found",
  );
  await wasRead();
  expect((await callIn(asking, "assigned")).callId).toBe(callId);
  asking.command({ ...answer, outcome: { ok: true, output: "true one" } });
  await asking.finished();
  expect(JSON.stringify(provider().requests[1]?.body.input)).toContain("true one");
  expect(JSON.stringify(provider().requests.map(({ body }) => body))).not.toContain("forged");
});
