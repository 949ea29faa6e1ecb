import { afterEach, expect, test } from "vitest";
import { defineTool } from "../lib/tools/define-tool";
import { WiredPage } from "./testing/cuts/wired-page";
import { mintCookie } from "./testing/page";
import { usePages } from "./testing/pages";
import { script } from "./testing/test-tools";

const pages = usePages();
const open: WiredPage[] = [];
afterEach(() => open.splice(0).forEach((page) => page.close()));

const PATIENCE_MS = 10_000;

async function wiredPage(): Promise<WiredPage> {
  const { origin, port } = pages.server();
  const cookie = await mintCookie(origin);
  const page = new WiredPage({ origin, port, cookie, hurry: 1, random: () => 0 });
  open.push(page);
  return page;
}

const greeter = (greeting: string) =>
  defineTool<Record<string, never>>({
    ...{ name: "greet", title: "Greet", description: "Says hello.", effect: "read" },
    parameters: { type: "object", properties: {}, additionalProperties: false },
    run: () => Promise.resolve({ output: greeting }),
  });

/** What the model was told by the tools that it called in the turn, which is the page's n-th. */
async function callIn(page: WiredPage, turn: number): Promise<string> {
  page.say(script([[{ call: { name: "greet", arguments: {} } }], [{ outputs: true }]]));
  await page.until(({ session }) => session.turns.length === turn, PATIENCE_MS);
  return JSON.stringify([...(page.view?.session.turns.at(-1)?.calls.values() ?? [])]);
}

const offers = (page: WiredPage): number => page.view?.session.executors.size ?? 0;

test("[TOOL-16] a tool that comes while the session is open is offered, and one that goes is unknown afterwards", async () => {
  const page = await wiredPage();
  page.say(script([[{ say: "ready" }]]));
  await page.until(({ session }) => session.turns.length === 1 && offers(page) === 1, PATIENCE_MS);
  expect(await callIn(page, 2)).toContain("unknown_tool");
  const remove = page.tools.add(greeter("hello"));
  expect(await callIn(page, 3)).toContain("hello");
  remove();
  page.tools.add(greeter("good evening"));
  expect(await callIn(page, 4)).toContain("good evening");
});
