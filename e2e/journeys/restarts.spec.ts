import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures";
import { type LongwireServer, spawnLongwire } from "../longwire-server";
import { say, saySlowly, words } from "../script";
import { SessionPage } from "../session-page";
import type { Page } from "@playwright/test";

async function streaming(page: Page, server: LongwireServer): Promise<SessionPage> {
  const session = await SessionPage.open(page, server.origin);
  await session.play([saySlowly(words(600))]);
  await expect(session.answers).toContainText("w10 ");
  return session;
}

/** The partial text, in order and without a gap, and one turn that says how it ended. */
async function expectInterrupted(session: SessionPage): Promise<void> {
  const answer = await session.finished();
  await expect(session.turnEnd(answer)).toContainText("interrupted");
  const partial = (await answer.getByRole("paragraph").innerText()).trim();
  expect(partial).toContain("w10 ");
  expect(words(600).startsWith(partial)).toBe(true);
  await expect(session.questions).toHaveCount(1);
  await expect(session.answers).toHaveCount(1);
  await session.play([say("And on.")]);
  await expect(await session.finished(1)).toContainText("And on.");
}

test("a killed server comes back on its folder: the page reconnects and the turn is interrupted", async ({
  page,
  launch,
}) => {
  const server = await launch();
  const session = await streaming(page, server);
  const ended = await server.end("SIGKILL");
  expect(ended.signal).toBe("SIGKILL");
  await expect(session.connection).not.toHaveText("Connected");
  await expect(session.composer).toBeEditable();
  await server.start();
  await expect(session.connection).toHaveText("Connected");
  await expectInterrupted(session);
});

test("a stopping server says 1012, and the page comes back by itself", async ({ page, launch }) => {
  const server = await launch();
  const codes: number[] = [];
  await page.exposeFunction("noteClose", (code: number) => void codes.push(code));
  await page.addInitScript(() => {
    const note = Reflect.get(window, "noteClose") as (code: number) => void;
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("close", ({ code }) => note(code));
      }
    };
  });
  const session = await streaming(page, server);
  const ended = await server.end("SIGTERM");
  expect(ended).toEqual({ code: 0, signal: null });
  await expect.poll(() => codes[0]).toBe(1012);
  await server.start();
  await expect(session.connection).toHaveText("Connected");
  await expectInterrupted(session);
});

test("a second process on the same folder refuses to start and says so", async ({ launch }) => {
  const server = await launch();
  const second = spawnLongwire({ PORT: "0", DATA_DIR: server.dataDir });
  const { code } = await second.exited;
  expect(code).toBe(1);
  expect(second.output()).toContain("in use by another Longwire process");
  const answer = await fetch(`${server.origin}/healthz?${randomUUID()}`);
  expect(answer.ok).toBe(true);
});
