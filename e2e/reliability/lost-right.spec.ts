import { SessionPage } from "../session-page";
import { expect, test } from "./stage";

const unsaid = ({ page }: SessionPage) => page.getByRole("region", { name: "What you had written" });
const tombstone = ({ page }: SessionPage) => page.getByRole("heading", { name: "This session was deleted." });

test("[F72] what somebody writes while his session is deleted stays on the page, also after a reload", async ({
  session,
  secondTab,
}) => {
  await session.chooseModel("echo");
  await session.ask("before");
  await session.finished();
  const other = await secondTab(session);
  await other.composer.fill("half a thought");
  await session.deleteFromHeader();
  await expect(tombstone(other)).toBeVisible({ timeout: 20_000 });
  await expect(unsaid(other)).toContainText("half a thought");
  await other.page.reload();
  await expect(tombstone(other)).toBeVisible();
  await expect(unsaid(other)).toContainText("half a thought");
});

test("[F72] what was sent from offline to a session that is gone is not taken, and its text stays", async ({
  session,
  context,
  browser,
  stage,
}) => {
  await session.chooseModel("echo");
  await session.ask("before");
  await session.finished();
  // The same person, with a line of his own.
  const online = await browser.newContext({ storageState: await context.storageState() });
  await context.setOffline(true);
  stage.gate.deafen();
  await session.ask("first in the tunnel");
  await session.ask("second in the tunnel");
  await session.composer.fill("and a draft");
  const other = await SessionPage.open(await online.newPage(), session.page.url());
  await other.deleteFromHeader();
  await other.page.waitForURL(({ pathname }) => pathname === "/");
  await other.page.goBack();
  await expect(tombstone(other)).toBeVisible({ timeout: 20_000 });
  await context.setOffline(false);
  await expect(tombstone(session)).toBeVisible();
  await expect(unsaid(session)).toContainText(/first in the tunnel\s+second in the tunnel\s+and a draft/);
  await online.close();
});
