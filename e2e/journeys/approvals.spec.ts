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

test("[APR-9] a call runs as the person has changed it, and its row shows both", async ({ page }) => {
  const session = await SessionPage.open(page, "/");
  await session.play([code("return 1")], [{ outputs: true }]);
  const card = page.getByRole("group", { name: "Approval: run_javascript" });
  await card.getByRole("button", { name: "Edit" }).click();
  const field = card.getByRole("textbox", { name: "code" });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("return 1");
  await field.fill("return 40 + 2");
  const { violations } = await new AxeBuilder({ page }).include('[aria-label^="Approval"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await card.getByRole("button", { name: "Allow once" }).click();
  const answer = await session.finished();
  await expect(answer).toContainText("42");
  await expect(answer).toContainText("The person changed the arguments of this call");
  const row = session.calls("run_javascript");
  await row.getByRole("button").first().click();
  await expect(row).toContainText("What the model wrote");
  await expect(row).toContainText("return 1");
  await expect(row).toContainText("return 40 + 2");
});

test("[APR-9] a change that cannot be read, or does not fit the tool, is said and loses nothing", async ({
  page,
}) => {
  const session = await SessionPage.open(page, "/");
  await session.play([code("return 1")], [{ outputs: true }]);
  const card = page.getByRole("group", { name: "Approval: run_javascript" });
  await card.getByRole("button", { name: "Edit" }).click();
  await card.getByRole("textbox", { name: "code" }).fill("");
  await card.getByRole("button", { name: "Allow once" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot run with this" })).toBeVisible();
  await expect(card.getByRole("textbox", { name: "code" })).toHaveValue("");
  await card.getByRole("button", { name: "Discard changes" }).click();
  await card.getByRole("button", { name: "Allow once" }).click();
  await expect(await session.finished()).toContainText("1");
});
