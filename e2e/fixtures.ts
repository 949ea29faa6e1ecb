import { test as base } from "@playwright/test";
import { type LongwireServer, type Settings, startLongwire } from "./longwire-server";
import { SessionPage } from "./session-page";

type TestFixtures = {
  /** A new session on the shared server. */
  session: SessionPage;
  /** Starts a server for this test alone. */
  launch: (settings?: Settings) => Promise<LongwireServer>;
};

type WorkerFixtures = {
  /** One built server for all tests that do not stop it. */
  server: LongwireServer;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await startLongwire();
      await use(server);
      await server.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
  session: async ({ page }, use) => {
    await use(await SessionPage.open(page, "/"));
  },
  launch: async ({}, use) => {
    const started: LongwireServer[] = [];
    await use(async (settings) => {
      const server = await startLongwire(settings);
      started.push(server);
      return server;
    });
    await Promise.all(started.map((server) => server.dispose()));
  },
});

export { expect } from "@playwright/test";
