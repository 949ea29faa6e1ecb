import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "@playwright/test";

/** What a page did that it must not do. */
export type Watch = {
  /** Addresses outside the origin that anything in the context asked for. */
  outside: string[];
  /** Names that hostile text managed to pass to a function of the page, and dialogs. */
  ran: string[];
  /** Enforced policy violations. */
  violations: string[];
};

const isOutside = (address: string, origin: string): boolean => {
  const url = new URL(address);
  if (["data:", "blob:", "about:"].includes(url.protocol)) return false;
  return url.host !== new URL(origin).host;
};

/** Watches a page from its first script on. Call it before the page is opened. */
export async function watch(context: BrowserContext, page: Page, origin: string): Promise<Watch> {
  const seen: Watch = { outside: [], ran: [], violations: [] };
  const note = (address: string) => {
    if (isOutside(address, origin)) seen.outside.push(address);
  };
  context.on("request", (request) => note(request.url()));
  page.on("websocket", (socket) => note(socket.url()));
  page.on("popup", (popup) => seen.ran.push(`popup ${popup.url()}`));
  page.on("dialog", (dialog) => {
    seen.ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    const text = message.text();
    const enforced = /Content Security Policy/i.test(text) && !/report.only/i.test(text);
    if (enforced) seen.violations.push(text);
  });
  await page.exposeFunction("canary", (name: string) => void seen.ran.push(name));
  await page.exposeFunction("noteViolation", (text: string) => void seen.violations.push(text));
  await page.addInitScript(() => {
    const report = Reflect.get(window, "noteViolation") as (text: string) => void;
    addEventListener("securitypolicyviolation", (event) => {
      if (event.disposition === "enforce") report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return seen;
}

/** An origin that only writes down who called. */
export type Collector = { origin: string; calls: string[]; close(): Promise<void> };

export async function startCollector(): Promise<Collector> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.setHeader("access-control-allow-origin", "*");
    response.end("collected");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
