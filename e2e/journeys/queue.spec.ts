import { expect, test } from "../fixtures";
import { say, saySlowly, script, words } from "../script";
import type { SessionPage } from "../session-page";

const saying = (text: string): string => script([say(text)]);

const tray = ({ page }: SessionPage) => page.getByRole("region", { name: "Queued messages" });
const row = (session: SessionPage, at: number) => tray(session).getByRole("listitem").nth(at);

/** A turn that streams for a while, with messages that wait behind it. */
async function waiting(session: SessionPage, ...texts: string[]): Promise<void> {
  await session.play([saySlowly(words(600))]);
  await expect(session.answers).toContainText("w3 ");
  for (const [at, text] of texts.entries()) {
    await session.ask(text);
    await expect(tray(session).getByRole("listitem")).toHaveCount(at + 1);
  }
}

test("ux 17: while a turn runs, Enter queues, and the buttons say what will happen", async ({ session }) => {
  await waiting(session);
  await session.composer.fill("later");
  await expect(session.page.getByRole("button", { name: "Steer", exact: true })).toBeVisible();
  await expect(session.queue).toBeVisible();
  await session.composer.press("Enter");
  await expect(row(session, 0)).toContainText("later");
  await expect(session.composer).toHaveValue("");
});

test("ux 18: waiting messages are edited, moved and removed in place, and survive a reload", async ({
  session,
}) => {
  await waiting(session, saying("first"), saying("second"), saying("third"));
  await row(session, 2).getByRole("button", { name: "Move up" }).click();
  await expect(row(session, 1)).toContainText("third");
  await expect(row(session, 1).getByRole("button", { name: "Move up" })).toBeFocused();
  await session.page.keyboard.press("Enter");
  await expect(row(session, 0)).toContainText("third");
  await row(session, 1).getByRole("button", { name: "Edit" }).click();
  const field = tray(session).getByRole("textbox", { name: "Queued message" });
  await expect(field).toBeFocused();
  await field.fill(saying("edited"));
  await field.press("Enter");
  await expect(row(session, 1)).toContainText("edited");
  await row(session, 2).getByRole("button", { name: "Remove" }).click();
  await expect(tray(session).getByRole("listitem")).toHaveCount(2);
  await session.page.reload();
  await expect(row(session, 0)).toContainText("third");
  await expect(row(session, 1)).toContainText("edited");
});

test("ux 18: Escape leaves an edit and does not stop the turn", async ({ session }) => {
  await waiting(session, saying("as it was"));
  await row(session, 0).getByRole("button", { name: "Edit" }).click();
  const field = tray(session).getByRole("textbox", { name: "Queued message" });
  await field.fill("changed");
  await field.press("Escape");
  await expect(row(session, 0)).toContainText("as it was");
  await expect(session.stop).toBeVisible();
});

test("ux 20: a stop pauses the queue in sight; one message is sent now, the rest on Resume", async ({
  session,
}) => {
  await waiting(session, saying("Answer A."), saying("Answer B."));
  await session.stop.click();
  await expect(tray(session)).toContainText("Paused");
  await expect(session.questions).toHaveCount(1);
  await row(session, 1).getByRole("button", { name: "Send now" }).click();
  await expect(await session.finished(1)).toContainText("Answer B.");
  await expect(row(session, 0)).toContainText("Answer A.");
  await tray(session).getByRole("button", { name: "Resume" }).click();
  await expect(await session.finished(2)).toContainText("Answer A.");
  await expect(tray(session)).toHaveCount(0);
});

test("ux 19: a steered message waits to be read, is read, and the turn goes on", async ({ session }) => {
  await session.play([saySlowly(words(600))], [say("Going left.")]);
  await expect(session.answers).toContainText("w3 ");
  await session.composer.fill("go left");
  await session.composer.press("Control+Enter");
  const steer = session.log.getByRole("article", { name: /^You, .*read by the model/ });
  await expect(steer).toContainText("go left");
  const answer = await session.finished();
  await expect(answer).toContainText("Going left.");
  await expect(session.turnEnd(answer)).toHaveCount(0);
  await expect(session.composer).toHaveValue("");
});

test("ux 19: a waiting message sent now steers the turn that runs", async ({ session }) => {
  await session.play([saySlowly(words(600))], [say("Read it.")]);
  await expect(session.answers).toContainText("w3 ");
  await session.ask("read this");
  await row(session, 0).getByRole("button", { name: "Send now" }).click();
  await expect(tray(session)).toHaveCount(0);
  await expect(await session.finished()).toContainText("Read it.");
});

test("the tray fits a phone: nothing scrolls sideways", async ({ session }) => {
  await session.page.setViewportSize({ width: 390, height: 844 });
  await waiting(
    session,
    "a message that is rather longer than the row in which it has to stand, and then some",
  );
  await session.composer.fill("more");
  await expect(session.queue).toBeInViewport();
  await expect(session.stop).toBeInViewport();
  const overflow = await session.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  for (const name of ["Send now", "Edit", "Move up", "Move down", "Remove"]) {
    await expect(row(session, 0).getByRole("button", { name })).toBeInViewport();
  }
});
