import { expect, test } from "../fixtures";
import { SessionPage } from "../session-page";

const CSV = `region,month,revenue
East,2024-01-01,10
West,2024-01-01,20
East,2024-02-01,30
West,2024-02-01,45
`;

test("[WORK-3] a mark that is picked in a chart is what the next message means by this", async ({ page }) => {
  const session = await SessionPage.open(page, "/");
  await session.addCsv("sales.csv", CSV);
  await expect(session.table("sales")).toBeVisible();
  await session.ask("Total revenue by region as a bar chart");
  await session.finished();
  const bars = page.getByRole("tabpanel").locator("path[aria-roledescription=bar]");
  await expect(bars).toHaveCount(2);
  await bars.and(page.locator('[aria-label*="East"]')).click();
  const chip = page.getByRole("main").getByText("Picked:");
  await expect(chip).toContainText("region East");
  await session.ask("Total revenue for this region by month");
  const answer = await session.finished(1);
  await expect(answer).toContainText("30");
  await expect(answer).not.toContainText("45");
  await page.getByRole("main").getByRole("button", { name: "Let go of what is picked" }).click();
  await expect(chip).toHaveCount(0);
  await expect(page.getByText("Click a mark to talk about it.")).toBeVisible();
});

test("[WORK-2] whoever follows a link can pick nothing, and is not told what the owner's page shows", async ({
  page,
  browser,
}) => {
  const session = await SessionPage.open(page, "/");
  await session.addCsv("sales.csv", CSV);
  await expect(session.table("sales")).toBeVisible();
  await session.ask("Total revenue by region as a bar chart");
  await session.finished();
  const link = await session.createLink();
  const guest = await browser.newPage();
  const frames: string[] = [];
  guest.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => void frames.push(String(payload))),
  );
  await guest.goto(link);
  await expect(guest.getByRole("tabpanel").locator("path[aria-roledescription=bar]")).toHaveCount(2);
  await expect(guest.getByText("Click a mark")).toHaveCount(0);
  expect(frames.join("")).toContain("Total revenue by region");
  expect(frames.join("")).not.toContain('"workspace"');
  await guest.close();
});
