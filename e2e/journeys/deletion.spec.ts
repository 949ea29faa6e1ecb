import { expect, test } from "../fixtures";
import { say } from "../script";
import { SessionPage } from "../session-page";

const GONE = "This session was deleted.";

const undoOf = ({ page }: SessionPage) =>
  page.getByRole("region", { name: "Deleted sessions" }).getByRole("button", { name: "Undo" });

/** A session with one answer, on its own browser profile, so that no other test's sessions are in its list. */
async function answered(session: SessionPage): Promise<string> {
  await session.play([say("Worth keeping.")]);
  await session.finished();
  return session.page.url();
}

test("a deletion is taken back with the keyboard", async ({ session }) => {
  const address = await answered(session);
  const { page } = session;
  await page.getByRole("button", { name: "Session actions", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(session.sessions.getByRole("link")).toHaveCount(0);
  await expect(session.composer).toBeFocused();
  await expect(session.answers).toHaveCount(0);
  await session.composer.press("Shift+Tab");
  await expect(undoOf(session)).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(undoOf(session)).toHaveCount(0);
  await expect(session.sessions.getByRole("link")).toHaveCount(1);
  await expect(session.answers).toContainText("Worth keeping.");
  expect(page.url()).toBe(address);
});

test("a deletion can be taken back after going back to the session and reloading it", async ({ session }) => {
  await answered(session);
  const { page } = session;
  await session.deleteFromHeader();
  await expect(session.answers).toHaveCount(0);
  await page.goBack();
  await expect(session.answers).toContainText("Worth keeping.");
  await expect(page.getByText("This session is being deleted")).toBeVisible();
  await page.reload();
  await undoOf(session).click();
  await expect(undoOf(session)).toHaveCount(0);
  await expect(session.sessions.getByRole("link")).toHaveCount(1);
  await expect(session.answers).toContainText("Worth keeping.");
});

test("[F73] other tabs and readers go on until a session is deleted, and then are told so in one sentence", async ({
  session,
  browser,
}) => {
  const address = await answered(session);
  const link = await session.createLink();
  await session.page.keyboard.press("Escape");
  const tab = await SessionPage.open(await session.page.context().newPage(), address);
  const reader = new SessionPage(await (await browser.newContext()).newPage());
  await reader.page.goto(link);
  await expect(reader.answers).toContainText("Worth keeping.");

  await session.deleteFromHeader();
  await expect(tab.sessions.getByRole("link")).toHaveCount(0);
  await expect(tab.answers).toContainText("Worth keeping.");
  await expect(undoOf(tab)).toBeVisible();
  await expect(reader.answers).toContainText("Worth keeping.");

  await expect(tab.page.getByRole("heading", { name: GONE })).toBeVisible();
  await expect(reader.page.getByRole("heading", { name: GONE })).toBeVisible();
  await expect(undoOf(tab)).toHaveCount(0);
  await expect(tab.composer).toHaveCount(0);
  await expect(tab.page.getByText("Worth keeping.")).toHaveCount(0);
  for (const { page } of [tab, reader]) {
    await page.reload();
    await expect(page.getByRole("heading", { name: GONE })).toBeVisible();
  }
  const late = await (await browser.newContext()).newPage();
  await late.goto(link);
  await expect(late.getByRole("heading", { name: "This link was revoked or has expired" })).toBeVisible();
  await reader.page.context().close();
  await late.context().close();
});

test("a session is deleted from the list while another one is open", async ({ session }) => {
  await answered(session);
  const first = session.page.url();
  await session.page.getByRole("button", { name: "New session" }).click();
  await answered(session);
  const open = session.page.url();
  const other = session.sessions.locator(`a[href="${new URL(first).pathname}"]`);
  await other.hover();
  await session.sessions
    .getByRole("button", { name: /^Actions for/ })
    .nth(1)
    .click();
  await session.page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(session.sessions.getByRole("link")).toHaveCount(1);
  expect(session.page.url()).toBe(open);
  await undoOf(session).click();
  await expect(session.sessions.getByRole("link")).toHaveCount(2);
  expect(session.page.url()).toBe(open);
});

test("a deletion that the server did not hear of is said, and nothing is deleted", async ({ session }) => {
  await answered(session);
  await session.page.context().setOffline(true);
  await session.deleteFromHeader();
  await expect(session.page.getByText("The session was not deleted.")).toBeVisible();
  await session.page.context().setOffline(false);
  await session.page.getByRole("button", { name: "Dismiss" }).click();
  await expect(session.page.getByText("The session was not deleted.")).toHaveCount(0);
  await expect(session.answers).toContainText("Worth keeping.");
});
