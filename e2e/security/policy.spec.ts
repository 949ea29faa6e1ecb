import type { CDPSession, Page } from "@playwright/test";
import { cargo } from "../cargo";
import { expect, test } from "../fixtures";
import { startUpstream } from "../recorded-upstream";
import { SessionPage } from "../session-page";
import { watch } from "./watch";

/** A whole demo: data, a question, a chart, the theme, a share link, a reload. */
async function useEverything(session: SessionPage): Promise<void> {
  const data = cargo(11, 60);
  await session.addCsv(data.file, data.csv);
  await expect(session.table(data.table)).toBeVisible();
  await session.ask("Total tonnes by harbour as a bar chart");
  await session.finished();
  await expect(session.chart(/tonnes/i)).toBeVisible();
  await session.page.getByRole("button", { name: "Theme" }).click();
  await session.createLink();
  await session.page.keyboard.press("Escape");
  await session.page.reload();
  await session.finished();
  await session.tab("Tables").click();
  await expect(session.table(data.table)).toBeVisible();
}

test("[S38] a whole demo breaks no enforced policy and leaves the origin never", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  await useEverything(await SessionPage.open(page, "/"));
  expect(seen).toEqual({ outside: [], ran: [], violations: [] });
});

type Wire = { frames: number; bodies: number; leaks: string[] };

/** Reads every body and frame that reaches the page, and names those that hold `secret`. */
async function scan(page: Page, secret: string): Promise<{ wire: Wire; settled: () => Promise<void> }> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const wire: Wire = { frames: 0, bodies: 0, leaks: [] };
  const reading: Promise<void>[] = [];
  const look = (text: string, where: string) => {
    if (text.includes(secret)) wire.leaks.push(where);
  };
  cdp.on("Network.webSocketFrameReceived", ({ response }) => {
    wire.frames += 1;
    look(response.payloadData, "frame");
  });
  page.on("response", (response) => {
    const read = async () => {
      wire.bodies += 1;
      look(JSON.stringify(await response.allHeaders()), `head of ${response.url()}`);
      look((await response.body()).toString(), response.url());
    };
    // The body of a redirect, or of a page that was left, cannot be read.
    reading.push(read().catch(() => undefined));
  });
  return { wire, settled: async () => void (await Promise.all(reading)) };
}

const CANARY = "canary-5f1c2e7a9b04";

test("[S22] the upstream's key is in no frame, page or script", async ({ page, launch }) => {
  const upstream = await startUpstream(CANARY);
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: CANARY, MODEL: "far-desk" });
  const { wire, settled } = await scan(page, CANARY);
  const control = await scan(page, "far-desk");
  await useEverything(await SessionPage.open(page, server.origin));
  const log = await page.request.get(`${server.origin}/healthz`);
  expect(await log.text()).not.toContain(CANARY);
  await settled();
  expect(wire.frames).toBeGreaterThan(10);
  expect(wire.bodies).toBeGreaterThan(10);
  expect(wire.leaks).toEqual([]);
  expect(control.wire.leaks).toContain("frame");
  expect(server.output()).not.toContain(CANARY);
  await upstream.close();
});

test("[S22] a provider that repeats the key in its refusal does not give it away", async ({
  page,
  launch,
}) => {
  const upstream = await startUpstream("another-key", { refusal: `Incorrect API key provided: ${CANARY}` });
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: CANARY, MODEL: "far-echo" });
  const { wire, settled } = await scan(page, CANARY);
  const session = await SessionPage.open(page, server.origin);
  await session.ask("Say my key.");
  const answer = await session.finished();
  await expect(session.turnEnd(answer)).toContainText("failed");
  await settled();
  expect(wire.leaks).toEqual([]);
  await expect(page.getByText(CANARY)).toHaveCount(0);
  expect(server.output()).not.toContain(CANARY);
  await upstream.close();
});
