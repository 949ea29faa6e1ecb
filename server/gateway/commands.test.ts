import { expect, test } from "vitest";
import { randomId } from "../../lib/util/random-id";
import { refusalOf, usePages } from "../testing/pages";
import { script } from "../testing/test-tools";

const pages = usePages();

test("[CMD-2] a refused command causes no event", async () => {
  const page = await pages.newSession("echo");
  const before = page.cursor.seq;
  const refused = [
    page.command({ type: "remove_queued", queueId: "q1" }),
    page.command({ type: "detach_executor", executorId: "executor-0000000009" }),
    page.command({ type: "resolve_approval", callId: "c1", argumentsHash: null, decision: "once" }),
  ];
  for (const commandId of refused) expect(await refusalOf(page, commandId)).toBe("stale");
  const renamed = page.command({ type: "rename", title: "next" });
  await page.until(({ events }) => events.some((event) => event.commandId === renamed));
  expect(page.cursor.seq).toBe(before + 1);
});

test("[CMD-3] a command for an unknown session is refused as not_found", async () => {
  const page = await pages.open();
  expect(await refusalOf(page, page.say("to nobody"))).toBe("not_found");
});

test("[CMD-4] create_session happens once; without a model it takes the server's", async () => {
  const page = await pages.open();
  page.command({ type: "create_session", model: null });
  page.subscribe();
  await page.until(({ state }) => state.seq === 1);
  expect(page.state.model).toBe("echo");
  const again = page.command({ type: "create_session", model: "scripted" });
  expect(await refusalOf(page, again)).toBe("duplicate");
  expect(page.state.model).toBe("echo");
});

test("[CMD-5] rename and configure are facts of the log, and the next turn has the new model", async () => {
  const page = await pages.newSession("scripted");
  page.command({ type: "rename", title: "A name" });
  page.command({ type: "configure", model: "echo" });
  page.say("who answers?");
  await page.finished();
  expect(page.state.title).toBe("A name");
  expect(page.state.turns[0]?.model).toBe("echo");
  expect(page.answer()).toBe("who answers?");
});

test("[CMD-8][F29] the same command from two sockets happens once", async () => {
  const page = await pages.newSession("echo");
  const other = await pages.secondTab(page);
  const commandId = randomId();
  const command = { type: "send_message" as const, text: "twice sent", executorId: null };
  page.command(command, commandId);
  other.command(command, commandId);
  const isRefused = (seen: typeof page): boolean => seen.frames.some(({ type }) => type === "rejected");
  await Promise.race([page.until(isRefused), other.until(isRefused)]);
  await page.finished();
  expect(page.events.filter((event) => event.commandId === commandId)).toHaveLength(1);
  expect(page.state.turns).toHaveLength(1);
});

test("[FRAME-7] frames of one socket are taken in order: a first message needs no answer in between", async () => {
  const page = await pages.open();
  page.command({ type: "create_session", model: "scripted" });
  page.subscribe();
  page.say(script([[{ say: "first" }]]));
  page.say(script([[{ say: "second" }]]));
  await page.finished(2);
  expect(page.state.turns.map(({ text }) => text.includes("first"))).toEqual([true, false]);
  expect(page.frames.some(({ type }) => type === "rejected" || type === "reset")).toBe(false);
});
