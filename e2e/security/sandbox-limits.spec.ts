import type { Frame, Page } from "@playwright/test";
import { cargo } from "../cargo";
import { expect, test } from "../fixtures";
import { runSql, say } from "../script";
import { SessionPage } from "../session-page";
import { CodePage } from "./code-page";

const LIMIT_MS = 10_000;

const sandboxes = (page: Page): Frame[] => page.frames().filter((frame) => frame.url().endsWith("/sandbox"));

test("[S42] an endless loop ends at its limit; the page stays usable, and the next run works", async ({
  session,
}) => {
  const code = await CodePage.of(session);
  const startedAt = Date.now();
  const card = await code.start('console.log("in it"); for (;;);');
  await expect(card).toContainText("running");
  await expect.poll(() => sandboxes(session.page).length).toBe(1);
  const typedAt = Date.now();
  await session.composer.fill("Typed while it runs");
  await expect(session.composer).toHaveValue("Typed while it runs");
  expect(Date.now() - typedAt).toBeLessThan(LIMIT_MS / 4);
  const { error } = await code.told(card);
  expect(error).toEqual({
    code: "timed_out",
    message: expect.stringMatching(/10000 ms[^]*in it/) as unknown,
  });
  expect(Date.now() - startedAt).toBeGreaterThan(LIMIT_MS);
  expect(sandboxes(session.page)).toEqual([]);
  expect(await code.run("return 6 * 7")).toMatchObject({ value: 42 });
});

test("[S42] Stop ends a loop at once", async ({ session }) => {
  const code = await CodePage.of(session);
  await code.start("for (;;);");
  await expect.poll(() => sandboxes(session.page).length).toBe(1);
  await session.stop.click();
  await expect.poll(() => sandboxes(session.page).length).toBe(0);
});

test("[S42] a run has a process of its own: when that dies, the page goes on and ends the run at its limit", async ({
  session,
  context,
}) => {
  const code = await CodePage.of(session);
  await code.start("await new Promise(() => undefined)");
  await expect.poll(() => sandboxes(session.page).length).toBe(1);
  const [frame] = sandboxes(session.page);
  if (frame === undefined) throw new Error("the frame is gone");
  // Playwright takes a page for dead when one of its frames died: what became of it is seen from beside it.
  const beside = await SessionPage.open(await context.newPage(), session.page.url());
  // Refused for a frame that shares its page's process.
  const cdp = await context.newCDPSession(frame);
  void cdp.send("Page.crash").catch(() => undefined);
  await beside.finished(1);
  const card = beside.calls("run_javascript").nth(1);
  await expect(card).toContainText("It took longer than it may.");
  await card.getByRole("button").first().click();
  await expect(card.locator("pre").last()).toContainText("took too much memory, and was ended");
});

test("[S42] what is too large is refused: a value, a flood of lines, an answer that was made up", async ({
  session,
}) => {
  const code = await CodePage.of(session);
  expect(await code.run('return "x".repeat(100_000_000)')).toEqual({
    error: { code: "output_too_large", message: expect.stringContaining("100000002 characters") as unknown },
  });
  const { value, printed } = await code.run(
    'for (let i = 0; i < 1e5; i += 1) console.log("line " + i); return 1',
  );
  expect(value).toBe(1);
  expect(printed).toHaveLength(100);
  const forged = JSON.stringify({ type: "returned", json: '"forged"', ms: 1, unprinted: 0 });
  expect(
    await code.run(`for (let i = 0; i < 1e4; i += 1) postMessage(${JSON.stringify(forged)}); return "own"`),
  ).toMatchObject({
    value: "own",
  });
  const tampered = `
    JSON.stringify = MessagePort.prototype.postMessage = String.prototype.slice = () => "x".repeat(1e7);
    Array.prototype.map = () => ["x".repeat(1e7)];
    console.log("one"); return "two";`;
  expect(await code.run(tampered)).toMatchObject({ error: { code: "code_threw" } });
});

test("code gets the current result or a table as its input, and its place is told when it fails", async ({
  session,
}) => {
  const data = cargo(8, 40);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toBeVisible();
  const code = await CodePage.of(session);
  const total = data.totals.reduce((sum, [, tonnes]) => sum + tonnes, 0);
  const sum = "return input.reduce((sum, row) => sum + row.tonnes, 0)";
  expect(await code.run(sum, { input: data.table })).toMatchObject({ value: total, input_rows: 40 });
  expect(await code.run(sum, { input: "nowhere" })).toMatchObject({ error: { code: "no_table" } });

  await session.play([runSql(`select tonnes from ${data.table} order by tonnes limit 3`)], [say("Three.")]);
  await code.skipTurn();
  const three = await code.run("return input.map((row, at) => ({ at, tonnes: row.tonnes }))", {
    title: "Three",
  });
  expect(three).toMatchObject({ input_rows: 3, value: [{ at: 0 }, { at: 1 }, { at: 2 }] });
  await expect(session.result.getByRole("columnheader", { name: "tonnes" })).toBeVisible();
  // A table that was an input has not become the current result.
  expect(await code.run("return 0", { input: data.table })).toMatchObject({ input_rows: 40 });
  expect(await code.run("return 0")).toMatchObject({ input_rows: 3 });

  expect(await code.run("const a = 1;\n  null.b;")).toMatchObject({
    error: { code: "code_threw", message: expect.stringContaining("(line 2, column 8)") as unknown },
  });
  expect(await code.run("const a = 1;\nconst b = ;")).toMatchObject({
    error: { message: "SyntaxError: Unexpected token ';' (line 2, column 11)" },
  });
});
