import { afterEach, beforeEach } from "vitest";
import { openCalls } from "../../lib/session/calls";
import type { ToolCall } from "../../lib/session/state";
import { TestPage } from "./page";
import type { TestServer, TestServerOptions } from "./start-server";
import { startServer } from "./start-server";

type Visitor = { cookie?: string; sessionId?: string };

export type Pages = {
  server(): TestServer;
  open(visitor?: Visitor): Promise<TestPage>;
  /** A page with a session of its own, which it follows. */
  newSession(model?: string): Promise<TestPage>;
  /** Another tab of the same browser, following the same session. */
  secondTab(page: TestPage): Promise<TestPage>;
  /** What the HTTP side answers to a browser with this cookie. Rejects when it refuses. */
  post(path: string, cookie: string, body?: unknown): Promise<unknown>;
};

/** A fresh server for each test of the file, and pages that are closed after it. */
export function usePages(options: TestServerOptions = {}): Pages {
  let server: TestServer;
  const pages: TestPage[] = [];
  beforeEach(async () => {
    server = await startServer(options);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    await server.stop();
  });
  const open = async (visitor: Visitor = {}): Promise<TestPage> => {
    const page = await TestPage.open(server.origin, visitor);
    pages.push(page);
    return page;
  };
  return {
    server: () => server,
    open,
    newSession: async (model = "scripted") => {
      const page = await open();
      await page.create(model);
      return page;
    },
    post: async (path, cookie, body = {}) => {
      const { origin } = server;
      const headers = { origin, cookie, "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await fetch(`${origin}${path}`, init);
      if (!response.ok) throw new Error(`${path} was answered by ${response.status}`);
      return response.json();
    },
    secondTab: async ({ cookie, sessionId }) => {
      const page = await open({ cookie, sessionId });
      page.subscribe();
      await page.frame("caught_up");
      return page;
    },
  };
}

/** The code with which a command is refused. */
export const refusalOf = async (page: TestPage, commandId: string): Promise<string> =>
  (await page.frame("rejected", (frame) => frame.commandId === commandId)).error.code;

/** Waits until the first open call of the running turn has the status. */
export async function callIn(page: TestPage, status: ToolCall["status"]): Promise<ToolCall> {
  await page.until(({ state }) => openCalls(state)[0]?.status === status);
  const [call] = openCalls(page.state);
  if (!call) throw new Error("unreachable");
  return call;
}
