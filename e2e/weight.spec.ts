import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { SessionPage } from "./session-page";

const KB = 1_000;

type Script = { path: string; bytes: number; encoding: string };

/** Scripts that arrive, with their size on the wire. */
async function recordScripts(page: Page): Promise<Map<string, Script>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Map<string, Script>();
  cdp.on("Network.responseReceived", ({ requestId, response }) => {
    if (!/javascript/.test(response.mimeType)) return;
    const encoding = response.headers["content-encoding"] ?? response.headers["Content-Encoding"] ?? "none";
    scripts.set(requestId, { path: new URL(response.url).pathname, bytes: 0, encoding });
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  return scripts;
}

const total = (scripts: Map<string, Script>): number =>
  [...scripts.values()].reduce((sum, { bytes }) => sum + bytes, 0);

const listing = (scripts: Map<string, Script>): string =>
  [...scripts.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ path, bytes, encoding }) => `${bytes} ${encoding} ${path}`)
    .join("\n");

test("a new session takes at most 220 KB of script, and an answer at most 320 KB", async ({ page }) => {
  const scripts = await recordScripts(page);
  const session = await SessionPage.open(page, "/");
  await page.waitForLoadState("networkidle");
  await expect(session.connection).toHaveText("Connected");
  await expect(session.composer).toBeEditable();
  test.info().annotations.push({ type: "new session", description: `${total(scripts)} bytes` });
  expect.soft(total(scripts), listing(scripts)).toBeLessThanOrEqual(220 * KB);
  const plain = [...scripts.values()].filter(({ encoding }) => encoding === "none");
  expect.soft(plain.filter(({ bytes }) => bytes > 2 * KB)).toEqual([]);

  await session.chooseModel("echo");
  await session.ask("A **rendered** answer with a list:\n\n- one\n- two");
  await session.finished();
  test.info().annotations.push({ type: "with an answer", description: `${total(scripts)} bytes` });
  expect(total(scripts), listing(scripts)).toBeLessThanOrEqual(320 * KB);
});
