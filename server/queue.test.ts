import { expect, test } from "vitest";
import type { Steer } from "../lib/session/state";
import type { TestPage } from "./testing/page";
import { callIn, refusalOf, usePages } from "./testing/pages";
import { attachment, EXECUTOR, script } from "./testing/test-tools";

const pages = usePages();

const saying = (text: string): string => script([[{ say: text }]]);
const queued = ({ state }: TestPage): string[] => state.queue.map(({ text }) => text);
const idAt = ({ state }: TestPage, at: number): string => state.queue[at]?.queueId ?? "q0";

const lastSteer = ({ state }: TestPage): Steer | undefined =>
  (state.turn.status === "running" ? state.turn : state.turns.at(-1))?.steers.at(-1);

/** Starts a turn that says "one", waits until `name` is released, and then shows its context. */
async function held(page: TestPage, name: string): Promise<void> {
  page.say(script([[{ say: "one" }, { hold: name }], [{ context: true }]]), EXECUTOR);
  await page.until(({ state }) => state.turn.status === "running" && state.turn.entries.length === 1);
}

async function waiting(page: TestPage, ...texts: string[]): Promise<void> {
  for (const text of texts) page.say(saying(text));
  await page.until(({ state }) => state.queue.length === texts.length);
}

test("[QUEUE-1][QUEUE-2] what is edited and moved in one tab is sent so, and every tab sees it", async () => {
  const page = await pages.newSession();
  await held(page, "first");
  await waiting(page, "a", "b");
  const other = await pages.secondTab(page);
  other.command({ type: "edit_queued", queueId: idAt(page, 0), text: saying("edited") });
  other.command({ type: "reorder_queue", queueId: idAt(page, 1), before: idAt(page, 0) });
  await page.until((seen) => queued(seen)[0] === saying("b"));
  expect(queued(page)).toEqual([saying("b"), saying("edited")]);
  pages.server().holds.release("first");
  await page.finished(3);
  expect(page.state.turns.slice(1).map(({ text }) => text)).toEqual([saying("b"), saying("edited")]);
});

test("[QUEUE-1] a change of a message that was sent meanwhile is stale", async () => {
  const page = await pages.newSession();
  await held(page, "gone");
  await waiting(page, "a");
  const queueId = idAt(page, 0);
  pages.server().holds.release("gone");
  await page.finished(2);
  for (const command of [
    { type: "edit_queued" as const, queueId, text: "late" },
    { type: "reorder_queue" as const, queueId, before: null },
    { type: "send_queued_now" as const, queueId },
  ]) {
    expect(await refusalOf(page, page.command(command))).toBe("stale");
  }
});

test("[QUEUE-3][QUEUE-4] of a paused queue one message is sent now, and the rest once it is resumed", async () => {
  const page = await pages.newSession();
  expect(await refusalOf(page, page.command({ type: "resume_queue" }))).toBe("stale");
  await held(page, "never");
  await waiting(page, "a", "b");
  page.command({ type: "cancel_turn" });
  await page.finished(1);
  page.command({ type: "send_queued_now", queueId: idAt(page, 1) });
  await page.finished(2);
  expect(queued(page)).toEqual([saying("a")]);
  page.command({ type: "resume_queue" });
  await page.finished(3);
  expect(page.state.turns.slice(1).map(({ text }) => text)).toEqual([saying("b"), saying("a")]);
});

test("[STEER-2] text for a running turn reaches the model in that turn, once, after what it had said", async () => {
  const page = await pages.newSession();
  await held(page, "steered");
  page.command({ type: "steer", text: "go left", executorId: null });
  await page.until((seen) => lastSteer(seen) !== undefined && lastSteer(seen)?.status !== "requested");
  pages.server().holds.release("steered");
  await page.finished(1);
  expect(page.state.turns).toMatchObject([{ end: { reason: "completed" }, steers: [{ status: "applied" }] }]);
  expect(page.answer().split("go left")).toHaveLength(2);
  const kinds = page.state.turns[0]?.entries.map(({ kind }) => kind);
  expect(kinds).toEqual(["message", "steer", "message"]);
  const order = page.events.map(({ type }) => type);
  expect(order[order.indexOf("steer.applied") - 1]).toBe("response.started");
});

test("[STEER-3] a provider that steers ends its answer early and goes on by itself in the same turn", async () => {
  const page = await pages.newSession();
  await held(page, "never");
  page.command({ type: "steer", text: "go left", executorId: null });
  await page.finished(1);
  const [turn] = page.state.turns;
  expect(turn?.responses.map(({ status }) => status)).toEqual(["steered", "completed"]);
  expect(page.events.map(({ type }) => type)).toContain("steer.accepted");
  expect(page.answer()).toContain("go left");
});

test("[STEER-3] the turn after a steered one continues the chain with only what is new", async () => {
  const page = await pages.newSession();
  await held(page, "never");
  page.command({ type: "steer", text: "go left", executorId: null });
  await page.finished(1);
  page.say(script([[{ context: true }]]));
  await page.finished(2);
  expect(page.answer().split("go left")).toHaveLength(3);
  const last = page.events.flatMap((event) => (event.type === "response.done" ? [event] : [])).at(-1);
  expect(last?.bytesNotResent).toBeGreaterThan(0);
});

test("[STEER-4] with a call open the text reaches the model before the output, once", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  const calling = [{ call: { name: "look", arguments: {} } }, { hold: "call" }];
  page.say(script([calling, [{ context: true }]]), EXECUTOR);
  const { callId } = await callIn(page, "assigned");
  page.command({ type: "steer", text: "go left", executorId: null });
  await page.until((seen) => lastSteer(seen)?.status === "accepted");
  pages.server().holds.release("call");
  page.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 },
    outcome: { ok: true, output: "an output" },
  });
  await page.finished(1);
  expect(page.answer().split("go left")).toHaveLength(2);
  expect(page.answer().indexOf("go left")).toBeLessThan(page.answer().indexOf("an output"));
});

test("[STEER-8] a stop returns unread text to the head of the queue, and late tabs see it", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "look", arguments: {} } }], [{ say: "ok" }]]), EXECUTOR);
  await callIn(page, "assigned");
  await page.until(({ state }) => state.turn.status === "running" && state.turn.response.phase === "done");
  page.command({ type: "steer", text: "go left", executorId: null });
  await page.until((seen) => lastSteer(seen)?.status === "deferred");
  page.command({ type: "cancel_turn" });
  await page.finished(1);
  const late = await pages.secondTab(page);
  for (const { state } of [page, late]) {
    expect(state).toMatchObject({ queueStatus: "paused", queue: [{ text: "go left", returned: "stopped" }] });
  }
});

test("[STEER-1] a steer in a session that is idle starts a turn", async () => {
  const page = await pages.newSession();
  page.command({ type: "steer", text: saying("hello"), executorId: null });
  await page.finished(1);
  expect(page.answer()).toBe("hello");
});

test("C38 U16 a stopped answer never reaches the next turn, nor its context", async () => {
  const page = await pages.newSession();
  page.say(
    script([[{ say: "kept" }, { reason: "hm" }, { say: "cut off ".repeat(200), chunk: 4, every: 20 }]]),
  );
  await page.until(({ state }) => [...state.live.values()].some(({ text }) => text.includes("cut off")));
  page.command({ type: "cancel_turn" });
  await page.finished(1);
  page.say(script([[{ context: true }]]));
  await page.finished(2);
  expect(page.state.turns.map(({ end }) => end.reason)).toEqual(["stopped", "completed"]);
  const context: unknown = JSON.parse(page.answer());
  const said = Array.isArray(context) ? context.slice(1, -1) : [];
  expect(JSON.stringify(said)).toContain("kept");
  expect(JSON.stringify(said)).not.toContain("cut off");
  expect(JSON.stringify(said)).toContain("ended early (stopped)");
});
