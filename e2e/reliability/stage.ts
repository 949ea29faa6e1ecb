import { expect, test as base } from "@playwright/test";
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { Holds } from "../../server/embedded/backends/holds";
import { createScriptedBackend } from "../../server/embedded/backends/scripted";
import { createResponsesServer } from "../../server/embedded/responses-server";
import { freePort } from "../../server/testing/chaos/process";
import { type LongwireServer, startLongwire } from "../longwire-server";
import { SessionPage } from "../session-page";
import { type Gate, startGate } from "./gate";

export { expect };

/** The model of these tests: the scripted one, whose `hold` steps the test itself releases. */
export const MODEL = "far-scripted";

export type Stage = {
  readonly server: LongwireServer;
  /** On the way of every page to the server. */
  readonly gate: Gate;
  /** What scripts wait for. A name is used once. */
  readonly holds: Holds;
};

type WorkerFixtures = { stage: Stage };

type TestFixtures = {
  /** A new session. */
  session: SessionPage;
  /** Another tab of the same browser on the same session. */
  secondTab: (session: SessionPage) => Promise<SessionPage>;
};

async function openStage(use: (stage: Stage) => Promise<void>): Promise<void> {
  const holds = new Holds();
  const apiKey = "the-key-of-the-scripted-model";
  const models = new Map([[MODEL, createScriptedBackend({ holds })]]);
  const model = createResponsesServer({ apiKey, models, limits: { drainMs: 50 } });
  const [{ url }, gate, port] = await Promise.all([model.listen(), startGate(), freePort()]);
  const server = await startLongwire({
    ...{ UPSTREAM_URL: url, UPSTREAM_API_KEY: apiKey, MODEL, PUBLIC_ORIGIN: gate.origin },
    PORT: String(port),
  });
  gate.lead(`http://127.0.0.1:${port}`);
  await use({ server, gate, holds });
  await gate.close();
  await server.dispose();
  await model.close();
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stage: [async ({}, use) => openStage(use), { scope: "worker", timeout: 60_000 }],
  baseURL: async ({ stage }, use) => use(stage.gate.origin),
  session: async ({ page, stage }, use) => {
    await use(await SessionPage.open(page, stage.gate.origin));
    stage.gate.takeSockets();
  },
  secondTab: async ({}, use) => {
    await use(async ({ page }) => SessionPage.open(await page.context().newPage(), page.url()));
  },
});

let names = 0;

/** A name for a `hold` that no other test has used. */
export const fresh = (what: string): string => `${what}-${(names += 1)}`;

/** A tab that was closed, opened again. */
export const reopen = async (context: BrowserContext, address: string): Promise<SessionPage> => {
  const page: Page = await context.newPage();
  const session = new SessionPage(page);
  await page.goto(address);
  return session;
};

/** Everything that an answer says once its turn is over, its messages joined. */
export async function textOf(answer: Locator): Promise<string> {
  await expect(answer).not.toHaveAttribute("aria-busy", "true", { timeout: 30_000 });
  const parts = answer.getByRole("paragraph");
  // What draws text is loaded with the first of it.
  await parts.first().waitFor();
  return (await parts.allTextContents()).join("");
}
