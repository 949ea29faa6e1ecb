import { cargo, figure } from "../cargo";
import { expect, test } from "../fixtures";
import { runSql, say, saySlowly, script, words } from "../script";

test("a new session is listed, survives a reload and opens from the list", async ({ session }) => {
  await session.play([say("The first answer.")]);
  await session.finished();
  const address = session.page.url();
  await expect(session.sessions.getByRole("link")).toHaveCount(1);
  await session.page.reload();
  await expect(session.answers).toContainText("The first answer.");
  await session.page.getByRole("button", { name: "New session" }).click();
  await expect(session.answers).toHaveCount(0);
  await expect(session.composer).toBeFocused();
  await session.sessions.getByRole("link").click();
  await expect(session.answers).toContainText("The first answer.");
  expect(session.page.url()).toBe(address);
});

test("files survive a reload, and a question about them works again", async ({ session }) => {
  const data = cargo(99);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toContainText(`${figure(data.rows)} rows`);
  await session.play([say("Loaded.")]);
  await session.finished();
  await session.page.reload();
  await expect(session.table(data.table)).toContainText(`${figure(data.rows)} rows`);
  await session.play(
    [runSql("select count(*) as voyages, sum(tonnes) as tonnes from voyages")],
    [say("Done.")],
  );
  await session.finished(1);
  const total = data.totals.reduce((sum, [, tonnes]) => sum + tonnes, 0);
  await expect(session.result).toContainText(figure(total));
});

test("Enter sends and Shift+Enter adds a line", async ({ session }) => {
  await session.chooseModel("echo");
  await session.composer.fill("first");
  await session.composer.press("Shift+Enter");
  await session.composer.pressSequentially("second");
  await expect(session.composer).toHaveValue("first\nsecond");
  await expect(session.questions).toHaveCount(0);
  await session.composer.press("Enter");
  await expect(session.questions).toContainText("first\nsecond");
  await expect(session.composer).toHaveValue("");
});

test("a draft survives a reload and leaves once it is sent", async ({ session }) => {
  await session.play([say("Hello.")]);
  await session.finished();
  await session.composer.fill("half a thought");
  await session.page.reload();
  await expect(session.composer).toHaveValue("half a thought");
  await session.composer.press("Enter");
  await session.finished(1);
  await session.page.reload();
  await expect(session.questions).toHaveCount(2);
  await expect(session.composer).toHaveValue("");
});

test("a message sent while a turn runs is queued and then sent", async ({ session }) => {
  await session.play([saySlowly(words(150))]);
  await expect(session.answers).toContainText("w3 ");
  await session.composer.fill(script([say("From the queue.")]));
  await session.queue.click();
  const waiting = session.page.getByRole("region", { name: "Queued messages" });
  await expect(waiting.getByRole("listitem")).toHaveCount(1);
  await expect(session.questions).toHaveCount(1);
  const second = await session.finished(1);
  await expect(second).toContainText("From the queue.");
  await expect(session.answers.first().getByRole("paragraph")).toHaveText(words(150));
  await expect(waiting).toHaveCount(0);
  await expect(session.questions).toHaveCount(2);
});
