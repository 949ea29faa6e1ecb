import { expect, test } from "../fixtures";
import { say, saySlowly, words } from "../script";

test.use({ trace: "on" });

test("[DEMO-d] a stop keeps the partial text, and the next turn is clean", async ({ session }) => {
  const text = words(400);
  await session.play([saySlowly(text)]);
  await expect(session.answers).toContainText("w10 ");
  await session.stop.click();
  const stopped = await session.finished();
  await expect(session.turnEnd(stopped)).toHaveText("stopped");
  const partial = (await stopped.getByRole("paragraph").innerText()).trim();
  expect(text.startsWith(partial)).toBe(true);
  expect(partial.length).toBeLessThan(text.length);

  await session.play([say("All is well.")]);
  const next = await session.finished(1);
  await expect(next.getByRole("paragraph")).toHaveText("All is well.");
  await expect(session.turnEnd(next)).toHaveCount(0);
  await expect(stopped.getByRole("paragraph")).toHaveText(partial);
  await expect(session.send).toBeVisible();
});

test("[DEMO-d] Escape stops too", async ({ session }) => {
  await session.play([saySlowly(words(400))]);
  await expect(session.answers).toContainText("w10 ");
  await session.page.keyboard.press("Escape");
  await expect(session.turnEnd(await session.finished())).toHaveText("stopped");
});
