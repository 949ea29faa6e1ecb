import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures";
import { call, script } from "../script";
import { SessionPage } from "../session-page";

const code = (text: string) => call("run_javascript", { code: text });

test("[APR-1] a call is denied with a reason, and the model is told", async ({ page }) => {
  const session = await SessionPage.open(page, "/");
  await session.play([code("return 1")], [{ outputs: true }]);
  const card = page.getByRole("group", { name: "Approval: run_javascript" });
  await card.getByRole("button", { name: "Say why" }).click();
  const why = card.getByLabel("Why not? The model is told.");
  await expect(why).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include('[aria-label^="Approval"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await why.fill("Count them in SQL");
  await why.press("Enter");
  await expect(await session.finished()).toContainText("did not allow this call: Count them in SQL");
});

test("[APR-3] allowing a tool for the session allows its other calls that wait", async ({ page }) => {
  const session = await SessionPage.open(page, "/");
  await session.play([code("return 'one'"), code("return 'two'")], [{ outputs: true }]);
  const cards = page.getByRole("group", { name: "Approval: run_javascript" });
  await expect(cards).toHaveCount(2);
  await cards.last().getByRole("button", { name: "Allow for this session" }).click();
  const answer = await session.finished();
  await expect(answer).toContainText("one");
  await expect(answer).toContainText("two");
});

test("[APR-7] what was allowed for the session is taken back in its menu, and asked about again", async ({
  page,
}) => {
  const session = await SessionPage.open(page, "/");
  await session.play([code("return 1")], [{ outputs: true }]);
  const card = page.getByRole("group", { name: "Approval: run_javascript" });
  await card.getByRole("button", { name: "Allow for this session" }).click();
  await session.finished();
  await page.getByRole("button", { name: "Session actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Ask again before Run JavaScript" }).click();
  await session.ask(script([code("return 2")], [{ outputs: true }]));
  await expect(card).toBeVisible();
  await page.getByRole("button", { name: "Session actions", exact: true }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Rename", "Delete"]);
});
