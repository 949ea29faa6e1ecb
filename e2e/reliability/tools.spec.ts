import { call } from "../script";
import { reopen, textOf } from "./stage";
import { expect, test, type ToolTab } from "./tool-stage";

const isReady = (tab: ToolTab) =>
  expect.poll(() => tab.do((page, sessionId) => page.isReady(sessionId))).toBe(true);

const addressOf = ({ page, sessionId }: ToolTab): string => `${new URL(page.url()).origin}/s/${sessionId}`;

test("[F8] a call that two tabs want to run at once runs in one of them, once", async ({
  tools,
  context,
}) => {
  const one = await tools.open();
  await one.do((page) => page.frames.keep("start_tool_call"));
  await one.play([call("change")], [{ outputs: true }]);
  await expect.poll(() => one.do((page) => page.frames.count())).toBe(1);
  const two = await tools.open(one.sessionId);
  await isReady(two);
  await two.do((page) => page.frames.keep("start_tool_call"));
  await two.do((page, sessionId) => page.takeTools(sessionId));
  await expect.poll(() => two.do((page) => page.frames.count())).toBe(1);
  for (const tab of [two, one]) await tab.do((page) => page.frames.release());
  await one.callsAre();
  await expect.poll(() => one.do((page) => page.refusals())).toEqual(["stale"]);
  expect(await two.do((page) => page.refusals())).toEqual([]);
  expect(tools.count("change")).toBe(1);
  const session = await reopen(context, addressOf(one));
  expect(await textOf(await session.finished())).toContain("change done");
});

test("[F9] a call that only reads moves on from a tab that goes away before it has read", async ({
  tools,
  context,
}) => {
  const one = await tools.open();
  await one.play([call("peek", { wait: "before" })], [{ outputs: true }]);
  await one.callsAre("assigned");
  const two = await tools.open(one.sessionId);
  await isReady(two);
  await two.do((page) => page.letGo());
  await one.page.close();
  await two.callsAre();
  expect(tools.count("peek")).toBe(1);
  const session = await reopen(context, addressOf(two));
  expect(await textOf(await session.finished())).toContain("peek done");
});

test("[F9] a claimed call whose tab goes away before its effect is asked about, and run again when told to", async ({
  tools,
  context,
}) => {
  const one = await tools.open();
  await one.play([call("change", { wait: "before" })], [{ outputs: true }]);
  await one.callsAre("started");
  const two = await tools.open(one.sessionId);
  await isReady(two);
  await one.page.close();
  await two.callsAre("awaiting_outcome");
  expect(tools.count("change")).toBe(0);
  const session = await reopen(context, addressOf(two));
  await two.do((page) => page.letGo());
  await session.page.getByRole("button", { name: "It did not: run again" }).click();
  await expect.poll(() => textOf(session.answers.first())).toContain("change done");
  expect(tools.count("change")).toBe(1);
});

test("[F9] a call that a reload cut off is run in the same tab when the person says that it did not happen", async ({
  tools,
  context,
}) => {
  const tab = await tools.open();
  await tab.play([call("change", { wait: "before" })], [{ outputs: true }]);
  await tab.callsAre("started");
  await tab.page.reload();
  await tab.do((page, sessionId) => page.follow(sessionId));
  await tab.callsAre("awaiting_outcome");
  const session = await reopen(context, addressOf(tab));
  await tab.do((page) => page.letGo());
  await session.page.getByRole("button", { name: "It did not: run again" }).click();
  await expect.poll(() => textOf(session.answers.first())).toContain("change done");
  expect(tools.count("change")).toBe(1);
});

test("[F10] a tab that goes away after its effect sends the outcome when it is back, and runs nothing again", async ({
  tools,
  context,
}) => {
  const tab = await tools.open();
  await tab.do((page) => page.frames.keep("submit_tool_output"));
  await tab.play([call("change")], [{ outputs: true }]);
  await expect.poll(() => tab.do((page) => page.frames.count())).toBe(1);
  expect(tools.count("change")).toBe(1);
  await tab.page.reload();
  await tab.do((page, sessionId) => page.follow(sessionId));
  const session = await reopen(context, addressOf(tab));
  expect(await textOf(await session.finished())).toContain("change done");
  expect(tools.count("change")).toBe(1);
  await expect(session.calls("change")).toHaveCount(1);
});
