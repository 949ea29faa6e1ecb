import { expect, test } from "vitest";
import type { CallId } from "../lib/protocol/ids";
import { openCalls } from "../lib/session/calls";
import type { TestPage } from "./testing/page";
import { callIn, refusalOf, usePages } from "./testing/pages";
import { attachment, CLAIM, DESK, EXECUTOR, script } from "./testing/test-tools";
import { wordOn } from "./testing/approving";

const pages = usePages({ limits: { executorGraceMs: 60, noBrowserMs: 60, callGraceMs: 60 } });
const OTHER = "executor-0000000002";

const calling = (name: string): string => script([[{ call: { name, arguments: {} } }], [{ outputs: true }]]);

const answer = (callId: CallId, executorId = EXECUTOR) => ({
  ...{ type: "submit_tool_output" as const, callId, executorId, claimId: null, artifact: null, ranMs: 1 },
  outcome: { ok: true as const, output: "an answer" },
});

async function attached(): Promise<TestPage> {
  const page = await pages.newSession();
  page.command(attachment());
  await page.until(({ state }) => state.executors.has(EXECUTOR));
  return page;
}

test("[TOOL-5] a call that reads is assigned while the response streams, one with effects after its end", async () => {
  const page = await attached();
  const calls = ["look", "change"].map((name) => ({ call: { name, arguments: {} } }));
  page.say(script([[...calls, { hold: "open" }], [{ say: "ok" }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state).length === 2);
  await callIn(page, "assigned");
  expect(openCalls(page.state).map(({ status }) => status)).toEqual(["assigned", "requested"]);
  pages.server().holds.release("open");
  await page.until(({ state }) =>
    openCalls(state).some(({ name, status }) => name === "change" && status === "assigned"),
  );
  const order = page.events.map((event) => (event.type === "tool_call.assigned" ? "assigned" : event.type));
  expect(order.lastIndexOf("assigned")).toBeGreaterThan(order.indexOf("response.done"));
});

test("[TOOL-11] tools that the server has not seen must travel along, each under its own name", async () => {
  const page = await pages.newSession();
  const { tools, ...bare } = attachment();
  expect(await refusalOf(page, page.command(bare))).toBe("unknown_tools");
  const twice = page.command({ ...bare, tools: [...tools, ...tools] });
  expect(await refusalOf(page, twice)).toBe("invalid_tools");
  page.command(attachment());
  page.command({ ...bare, executorId: OTHER });
  await page.until(({ state }) => state.executors.has(OTHER));
  expect(page.state.executors.size).toBe(2);
});

test("[TOOL-7] a call goes to the page that sent the message, and without it to one of the same desk", async () => {
  const page = await attached();
  const { tools, ...bare } = attachment(OTHER);
  page.command({ ...bare, tools });
  await page.until(({ state }) => state.executors.has(OTHER));
  page.say(calling("look"), EXECUTOR);
  expect(await callIn(page, "assigned")).toMatchObject({ executorId: EXECUTOR });
  page.command({ type: "detach_executor", executorId: EXECUTOR });
  await page.until(({ state }) =>
    openCalls(state).some((call) => call.status === "assigned" && call.executorId === OTHER),
  );
  const { callId } = await callIn(page, "assigned");
  page.command(answer(callId, OTHER));
  await page.finished();
  expect(page.state.executors.get(OTHER)?.deskId).toBe(DESK);
});

test("[TOOL-8] [OUT-1] [F9] a page that does not come back is detached, and the person is asked what became of its call", async () => {
  const page = await attached();
  const watcher = await pages.secondTab(page);
  page.say(calling("change"), EXECUTOR);
  const { callId } = await callIn(page, "assigned");
  page.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
  await callIn(page, "started");
  await page.close();
  await callIn(watcher, "awaiting_outcome");
  expect(watcher.events.map(({ type }) => type)).toContain("executor.detached");
  watcher.command({ type: "resolve_outcome", callId, answer: "unknown" });
  await watcher.finished();
  expect(watcher.answer()).toContain("unknown_outcome");
});

test("[TOOL-6] the first outcome of a call wins and a later one is stale", async () => {
  const page = await attached();
  page.say(
    script([[{ call: { name: "look", arguments: {} } }, { hold: "end" }], [{ outputs: true }]]),
    EXECUTOR,
  );
  const { callId } = await callIn(page, "assigned");
  const foreign = page.command(answer(callId, OTHER));
  page.command(answer(callId));
  const late = page.command({ ...answer(callId), outcome: { ok: true, output: "another" } });
  expect(await refusalOf(page, foreign)).toBe("stale");
  expect(await refusalOf(page, late)).toBe("stale");
  pages.server().holds.release("end");
  await page.finished();
  expect(page.answer()).toContain("an answer");
});

test("[TOOL-9] with no page to run it a call ends as no_browser after the wait", async () => {
  const page = await attached();
  page.command({ type: "detach_executor", executorId: EXECUTOR });
  page.say(calling("look"), EXECUTOR);
  await page.finished();
  expect(page.answer()).toContain("no_browser");
});

test("[TOOL-10] a call that nobody answers by its deadline ends as timed_out", async () => {
  const page = await pages.newSession();
  const { tools, ...rest } = attachment();
  page.command({ ...rest, tools: tools.map((tool) => ({ ...tool, timeoutMs: 100 })) });
  page.say(calling("look"), EXECUTOR);
  await page.finished();
  expect(page.answer()).toContain("timed_out");
});

test("[TOOL-12] progress comes from the page that holds the call, and from no other", async () => {
  const page = await attached();
  page.say(calling("look"), EXECUTOR);
  const { callId } = await callIn(page, "assigned");
  const progress = { type: "report_progress" as const, callId, text: "half way" };
  expect(await refusalOf(page, page.command({ ...progress, executorId: OTHER }))).toBe("stale");
  page.command({ ...progress, executorId: EXECUTOR });
  await page.until(({ state }) => openCalls(state)[0]?.progress === "half way");
  page.command(answer(callId));
  await page.finished();
  expect(page.state.turns[0]?.calls.get(callId)?.progress).toBe("half way");
});

test("[APR-3] a tool allowed for the session is not asked about again", async () => {
  const page = await attached();
  const ask = { call: { name: "ask_first", arguments: {} } };
  page.say(script([[ask], [ask], [{ say: "both done" }]]), EXECUTOR);
  const first = await callIn(page, "awaiting_approval");
  page.command(wordOn(first, "session"));
  for (const round of [1, 2]) {
    const { callId } = await callIn(page, "assigned");
    page.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
    page.command({ ...answer(callId), claimId: CLAIM });
    await page.until(
      ({ events }) => events.filter(({ type }) => type === "tool_call.finished").length === round,
    );
  }
  await page.finished();
  expect(page.events.filter(({ type }) => type === "approval.requested")).toHaveLength(1);
});

test("[APR-4] an approval that nobody waits for is stale", async () => {
  const page = await attached();
  page.say(calling("ask_first"), EXECUTOR);
  const call = await callIn(page, "awaiting_approval");
  page.command(wordOn(call, "deny"));
  const again = page.command(wordOn(call, "once"));
  expect(await refusalOf(page, again)).toBe("stale");
  await page.finished();
});
