import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { startUpstream } from "../recorded-upstream";
import { say, script } from "../script";
import { SessionPage } from "../session-page";

const KEY = "key-of-the-recorded-upstream";
/** What the scripted model says when it is asked for anything but a script. */
const ASIDE = "(no #script message in the context)";

const meter = ({ page }: SessionPage): Locator => page.getByRole("button", { name: /^Context:/ });
const note = ({ log }: SessionPage): Locator =>
  log.getByRole("note").filter({ hasText: "Earlier messages were summarised for the model" });

async function answered(session: SessionPage, text: string, before: number): Promise<void> {
  await session.ask(script([say(text)]));
  await session.finished(before);
}

test("the first answer names the session, and the next question continues the chain", async ({
  page,
  launch,
}) => {
  const upstream = await startUpstream(KEY);
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" });
  const session = await SessionPage.open(page, server.origin);
  await answered(session, "One.", 0);
  await expect(session.sessions.getByRole("link").filter({ hasText: ASIDE })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp("no #script message"));
  await answered(session, "Two.", 1);
  expect(upstream.asks).toHaveLength(1);
  expect(upstream.creates[1]?.previousResponseId).not.toBeNull();
  await upstream.close();
});

test("the meter fills, and a summary on request shortens what the model gets, not the transcript", async ({
  page,
  launch,
}) => {
  const upstream = await startUpstream(KEY);
  const settings = { UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" };
  const server = await launch({ ...settings, CONTEXT_WINDOW: "100000" });
  const session = await SessionPage.open(page, server.origin);
  await expect(meter(session)).toHaveCount(0);
  await answered(session, "One.", 0);
  await expect(meter(session)).toHaveAccessibleName(/^Context: \S+ of 100k tokens \(\d+ %\)$/);
  await answered(session, "Two.", 1);
  await meter(session).click();
  await page.getByRole("button", { name: "Summarise now" }).click();
  await expect(note(session)).toBeVisible();
  await expect(session.questions).toHaveCount(2);
  await expect(session.answers.first()).toContainText("One.");
  await answered(session, "Three.", 2);
  expect(upstream.creates.at(-1)).toMatchObject({
    previousResponseId: null,
    input: ["message", "message", "message", "message"],
  });
  await page.reload();
  await expect(note(session)).toBeVisible();
  await expect(session.questions).toHaveCount(3);
  await upstream.close();
});

test("a full context is summarised by itself between turns", async ({ page, launch }) => {
  const upstream = await startUpstream(KEY);
  const settings = { UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" };
  const server = await launch({ ...settings, CONTEXT_WINDOW: "2000" });
  const session = await SessionPage.open(page, server.origin);
  for (const [at, name] of ["One", "Two", "Three", "Four"].entries())
    await answered(session, `${name}. ${"tell more ".repeat(150)}`, at);
  await expect(note(session)).toBeVisible();
  await expect(session.questions).toHaveCount(4);
  await upstream.close();
});

test("who begins to write finds the line to the model open", async ({ page, launch }) => {
  const upstream = await startUpstream(KEY);
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" });
  const session = await SessionPage.open(page, server.origin);
  await answered(session, "One.", 0);
  await expect.poll(() => upstream.asks.length).toBe(1);
  const address = page.url();
  await page.goto("about:blank");
  await server.restart("SIGTERM");
  const before = { connections: upstream.connections(), creates: upstream.creates.length };
  await page.goto(address);
  await expect(session.answers).toContainText("One.");
  await session.composer.pressSequentially("And");
  await expect.poll(() => upstream.connections()).toBeGreaterThan(before.connections);
  expect(upstream.creates).toHaveLength(before.creates);
  await upstream.close();
});
