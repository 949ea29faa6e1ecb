import { call } from "../script";
import { reopen, textOf } from "./stage";
import { expect, test, type ToolTab } from "./tool-stage";

const OUTPUT = '"output":"change done"';

const addressOf = ({ page, sessionId }: ToolTab): string => `${new URL(page.url()).origin}/s/${sessionId}`;

/** A tab whose tool has run and whose answer is held back. */
async function answering(tab: ToolTab): Promise<void> {
  await tab.do((page) => page.frames.keep("submit_tool_output"));
  await tab.play([call("change")], [{ context: true }]);
  await expect.poll(() => tab.do((page) => page.frames.count())).toBe(1);
}

test("[F11] an outcome that is sent three times counts once, and the model has it once", async ({
  tools,
  context,
}) => {
  const tab = await tools.open();
  await answering(tab);
  await tab.do((page) => page.frames.release({ times: 3 }));
  await expect.poll(() => tab.do((page) => page.refusals())).toEqual(["duplicate", "duplicate"]);
  const session = await reopen(context, addressOf(tab));
  const text = await textOf(await session.finished());
  expect(text.split(OUTPUT)).toHaveLength(2);
  expect(tools.count("change")).toBe(1);
  await expect(session.calls("change")).toHaveCount(1);
});

test("[F12] of two outcomes for one call the first counts, and nobody sees the other", async ({
  tools,
  context,
}) => {
  const tab = await tools.open();
  await answering(tab);
  await tab.do((page) => page.frames.release({ times: 2, output: "quite another end" }));
  await expect.poll(() => tab.do((page) => page.refusals())).toEqual(["stale"]);
  const session = await reopen(context, addressOf(tab));
  const answer = await session.finished();
  expect((await textOf(answer)).split(OUTPUT)).toHaveLength(2);
  await expect(session.log).not.toContainText("quite another end");
});

test("[F13] an outcome that comes after Stop is refused, and the next request does not have it", async ({
  tools,
  context,
}) => {
  const tab = await tools.open();
  await answering(tab);
  const session = await reopen(context, addressOf(tab));
  await session.stop.click();
  await expect(session.turnEnd(await session.finished())).toHaveText("stopped");
  await tab.do((page) => page.frames.release());
  await expect.poll(() => tab.do((page) => page.refusals())).toEqual(["stale"]);
  await tab.play([{ context: true }]);
  const next = await textOf(await session.finished(1));
  expect(next).toContain('"name":"change"');
  expect(next).not.toContain("change done");
  await expect(session.answers.first()).not.toContainText("change done");
});
