import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { JSHandle, Page } from "@playwright/test";
import { build } from "esbuild";
import { randomId } from "../../lib/util/random-id";
import { script, type Step } from "../script";
import { expect, test as base } from "./stage";
import type { Gate } from "./gate";
import type { ToolPage } from "./tool-page";

export { expect };

const HTML =
  '<!doctype html><title>tools</title><script type="module" src="/tool-page/tool-page.js"></script>';

/** A page of the product's own client without its views, whose tools have effects that are counted. */
export class ToolTab {
  constructor(
    readonly page: Page,
    readonly sessionId: string,
  ) {}

  /** Does something in the page. The work must not use anything of its surroundings. */
  async do<T>(work: (page: ToolPage, sessionId: string) => T): Promise<T> {
    return (await this.#toolPage()).evaluate(work, this.sessionId);
  }

  async play(...turns: readonly (readonly Step[])[]): Promise<void> {
    const message = { sessionId: this.sessionId, text: script(...turns) };
    await (
      await this.#toolPage()
    ).evaluate((page, { sessionId, text }) => page.send(sessionId, text), message);
  }

  #toolPage(): Promise<JSHandle<ToolPage>> {
    return this.page.waitForFunction(() => Reflect.get(window, "toolPage") as ToolPage);
  }

  /** Waits until the open calls stand so. */
  async callsAre(...statuses: string[]): Promise<void> {
    await expect
      .poll(() => this.do((page, sessionId) => page.calls(sessionId)), { timeout: 20_000 })
      .toEqual(statuses);
  }
}

type Tools = {
  /** Opens a tab with tools on a session, a new one where none is named. */
  open(sessionId?: string): Promise<ToolTab>;
  /** How often a tool's effect has happened. */
  count(name: string): number;
};

export const test = base.extend<{ tools: Tools }, { toolFiles: string }>({
  toolFiles: [
    async ({}, use) => {
      const folder = await mkdtemp(path.join(tmpdir(), "tool-page-"));
      await build({
        entryPoints: [path.join(import.meta.dirname, "tool-page.ts")],
        ...{ bundle: true, splitting: true, format: "esm", outdir: folder, logLevel: "error" },
      });
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  tools: async ({ context, stage, toolFiles }, use) => {
    const counts = serveTools(stage.gate, toolFiles);
    await use({
      count: (name) => counts.get(name) ?? 0,
      open: async (sessionId = randomId()) => {
        const tab = new ToolTab(await context.newPage(), sessionId);
        await tab.page.goto(`${stage.gate.origin}/tool-page/`);
        await tab.do((page, id) => page.follow(id));
        return tab;
      },
    });
  },
});

/** The tool page under the server's own origin, and the outside world that its tools change. */
function serveTools(gate: Gate, folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  gate.serve("tool-page", (file) =>
    file === ""
      ? { type: "text/html", body: HTML }
      : { type: "text/javascript", body: readFileSync(path.join(folder, path.basename(file))) },
  );
  gate.serve("counted", (name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return { type: "text/plain", body: "" };
  });
  return counts;
}
