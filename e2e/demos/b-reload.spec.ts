import { expect, test } from "../fixtures";
import { saySlowly, words } from "../script";

test.use({ trace: "on" });

test("[DEMO-b] a reload in the middle of a stream loses and doubles nothing", async ({ session }) => {
  const text = words(150);
  await session.play([saySlowly(text)]);
  await expect(session.answers).toContainText("w10 ");
  await expect(session.answers).not.toContainText("w140");
  await session.page.reload();
  await expect(session.answers).toContainText("w10 ");
  await expect(session.stop).toBeVisible();
  await expect(session.answers).not.toContainText("w149");
  const answer = await session.finished();
  await expect(answer.getByRole("paragraph")).toHaveText(text);
  await expect(session.turnEnd(answer)).toHaveCount(0);
  await expect(session.questions).toHaveCount(1);
  await expect(session.answers).toHaveCount(1);
});
