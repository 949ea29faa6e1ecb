import { call, runSql, script } from "../script";
import { SessionPage } from "../session-page";
import { reopen, textOf } from "./stage";
import { expect, test } from "./tool-stage";

/** Longer than a tool may take. */
const TOO_LONG_MS = 61_000;
/** What a busy machine may take to start the database. */
const ENGINE_MS = 60_000;
const ENDLESS =
  "select count(*) from range(1000000000) a, range(1000000000) b where a.range * b.range % 7 = 3";

test("[F14] SQL that never ends is given up at its limit; the page stays usable, and the next query works", async ({
  page,
  stage,
}) => {
  test.setTimeout(120_000);
  await page.clock.install();
  const session = await SessionPage.open(page, stage.gate.origin);
  await session.ask(script([runSql(ENDLESS)], [{ outputs: true }]));
  await expect(session.calls("run_sql")).toContainText("running");
  await session.composer.fill("Typed while it runs");
  await expect(session.composer).toHaveValue("Typed while it runs");
  await page.clock.fastForward(TOO_LONG_MS);
  await expect(await session.finished()).toContainText('"code":"timed_out"');
  await session.ask(script([runSql("select 40 + 2 as answer")], [{ outputs: true }]));
  await expect(session.answers.nth(1)).toContainText("[[42]]", { timeout: ENGINE_MS });
});

test("[F15] a result of twenty megabytes reaches the model cut and with a mark", async ({ session }) => {
  const sql = "select repeat('x', 1000000) as big from range(20)";
  await session.ask(script([runSql(sql)], [{ outputs: true }]));
  await expect(session.answers.first()).toContainText("truncated", { timeout: ENGINE_MS });
  const text = await textOf(await session.finished());
  expect(text).toContain("…");
  expect(text).toContain('"total":20,"truncated":true');
  expect(text.length).toBeLessThan(40_000);
});

test("[F15] answers of a tool that are no answers are errors to the model, and the page goes on", async ({
  tools,
  context,
}) => {
  const kinds = ["huge", "cyclic", "nothing", "code", "bigint"];
  const tab = await tools.open();
  await tab.play(
    kinds.map((kind) => call("odd", { kind })),
    [{ outputs: true }],
  );
  const session = await reopen(context, `${new URL(tab.page.url()).origin}/s/${tab.sessionId}`);
  const answer = await session.finished();
  const errors = async () => (await textOf(answer)).match(/"code":"(?:tool_failed|output_too_large)"/g);
  await expect.poll(errors).toHaveLength(kinds.length);
  await tab.play([call("peek")], [{ outputs: true }]);
  await expect(await session.finished(1)).toContainText("peek done");
});
