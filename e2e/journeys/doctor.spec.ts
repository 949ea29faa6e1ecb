import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { echoBackend } from "../../server/embedded/backends/echo";
import { createResponsesServer } from "../../server/embedded/responses-server";
import { expect, test } from "../fixtures";
import { startUpstream } from "../recorded-upstream";
import { SessionPage } from "../session-page";
import { watch } from "../security/watch";

const KEYS = {
  UPSTREAM_API_KEY: "canary-upstream-83f1",
  BACKEND_API_KEY: "canary-backend-83f2",
  GATEWAY_API_KEY: "canary-gateway-83f3",
};

const BROWSER = [
  "WebSocket to this server",
  "Cookies",
  "Outbox (IndexedDB)",
  "Files (OPFS)",
  "Database worker",
  "WebAssembly",
];

const section = (page: Page, name: string): Locator => page.getByRole("region", { name });
const lineOf = (page: Page, label: string): Locator =>
  page.getByRole("listitem").filter({ has: page.getByText(label, { exact: true }) });
const again = (page: Page): Locator => page.getByRole("button", { name: "Check again" });

/** The words of the summary, once nothing is being checked any more. */
async function summary(page: Page): Promise<Locator> {
  const status = page.getByRole("status", { name: "Summary" });
  await expect(status).not.toHaveText("Checking");
  return status;
}

async function openDoctor(page: Page, origin = ""): Promise<Locator> {
  await page.goto(`${origin}/doctor`);
  return summary(page);
}

test("the doctor gets a new browser its cookie before it opens a socket, and finds all well", async ({
  page,
  server,
}) => {
  const order: string[] = [];
  page.on("websocket", () => order.push("socket"));
  await page.route("**/api/identity", async (route) => {
    // Time for a page that does not wait to open its socket.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const response = await route.fetch();
    order.push("cookie");
    await route.fulfill({ response });
  });
  await expect(await openDoctor(page, server.origin)).toHaveText("All is well");
  expect(order.slice(0, 1)).toEqual(["cookie"]);
  for (const label of BROWSER) await expect(lineOf(page, label)).toContainText("OK");
});

test("the doctor is reached from a session, finds all well, and leads back to it", async ({
  page,
  session,
}) => {
  await session.ask("Keep this in mind");
  await session.finished();
  const address = page.url();
  await session.page.getByRole("link", { name: "Doctor" }).click();
  await expect(page).toHaveURL(/\/doctor$/);
  await expect(await summary(page)).toHaveText("All is well");
  for (const label of BROWSER) await expect(lineOf(page, label)).toContainText("OK");
  await expect(lineOf(page, "Version")).toContainText(/0\.\d+\.\d+, build [0-9a-f]+/);
  await expect(lineOf(page, "Disk sync")).toContainText("ms");
  await expect(lineOf(page, "Embedded models")).toContainText("desk, echo");
  await page.getByRole("button", { name: "Back" }).click();
  await expect(page).toHaveURL(address);
  await expect(session.questions).toContainText("Keep this in mind");
  await session.ask("And this");
  await session.finished(1);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing on the doctor in ${colorScheme}, and nothing sticks out from 390 to 1440 px`, async ({
    page,
    launch,
  }) => {
    const upstream = await startUpstream("right");
    const server = await launch({
      UPSTREAM_URL: upstream.innerUrl,
      UPSTREAM_API_KEY: "wrong",
      MODEL: "far-echo",
    });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openDoctor(page, server.origin);
    await again(page).click();
    await expect(await summary(page)).toContainText("problem");
    for (const width of [390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(
        () =>
          [...document.querySelectorAll("*")].filter((element) => element.scrollWidth > innerWidth).length,
      );
      expect(wide, `at ${width} px`).toBe(0);
      expect((await new AxeBuilder({ page }).analyze()).violations, `at ${width} px`).toEqual([]);
    }
    await upstream.close();
  });

test("[S22] a check asks the provider with warm-ups alone, and no key is in the page or an answer", async ({
  page,
  context,
  launch,
}) => {
  const upstream = await startUpstream(KEYS.UPSTREAM_API_KEY);
  const server = await launch({
    ...KEYS,
    ...{ UPSTREAM_URL: upstream.url, BACKEND_URL: "http://127.0.0.1:9/hidden-path", MODEL: "far-echo" },
  });
  const seen = await watch(context, page, server.origin);
  const bodies: string[] = [];
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    const read = async () => void bodies.push(await response.text());
    if (response.url().includes("/api/")) reading.push(read().catch(() => undefined));
  });
  await openDoctor(page, server.origin);
  expect(upstream.connections()).toBe(0);
  await again(page).click();
  await expect(await summary(page)).toHaveText("All is well");
  const provider = section(page, new URL(upstream.url).host);
  await expect(lineOf(page, "Last handshake")).toContainText("Accepted");
  await expect(provider.getByRole("row", { name: /Warm-up/ })).toContainText("Yesprobe");
  await expect(provider.getByRole("row", { name: /Lanes/ })).toContainText("Yesprobe");
  expect(upstream.creates.map(({ input }) => input)).toEqual([[], []]);
  await expect(lineOf(page, "For other clients")).toContainText("On");
  await Promise.all(reading);
  const shown = [await page.content(), ...bodies].join();
  expect(shown).toContain(new URL(upstream.url).host);
  expect(shown).not.toMatch(/canary-|hidden-path/);
  expect(server.output()).not.toContain("canary-");
  expect(seen).toEqual({ outside: [], ran: [], violations: [] });
  await upstream.close();
});

test("a key that the provider refuses is a problem that says what to set, without the key", async ({
  page,
  launch,
}) => {
  const key = KEYS.UPSTREAM_API_KEY;
  const upstream = await startUpstream("another", { refusal: `Incorrect API key provided: ${key}` });
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: key, MODEL: "far-echo" });
  await openDoctor(page, server.origin);
  await again(page).click();
  await expect(await summary(page)).toHaveText("1 problem");
  await expect(lineOf(page, "Last handshake")).toContainText("Refused with 401");
  await expect(lineOf(page, "Last error")).toContainText("UPSTREAM_API_KEY");
  expect(await page.content()).not.toContain(key);
  await upstream.close();
});

test("[C7] a provider without a WebSocket mode is shown on HTTP, and chat works", async ({
  page,
  launch,
}) => {
  const models = new Map([["far-echo", echoBackend]]);
  const upstream = createResponsesServer({ apiKey: "http-only-key", models, webSocket: false });
  const { url } = await upstream.listen();
  const server = await launch({ UPSTREAM_URL: url, UPSTREAM_API_KEY: "http-only-key", MODEL: "far-echo" });
  const session = await SessionPage.open(page, server.origin);
  await session.ask("Over HTTP");
  await expect(await session.finished()).toContainText("Over HTTP");
  await session.page.getByRole("link", { name: "Doctor" }).click();
  await summary(page);
  await expect(lineOf(page, "Transport")).toContainText("HTTP, since");
  await expect(lineOf(page, "Transport")).toContainText("whole conversation");
  await expect(await summary(page)).not.toContainText("problem");
  await upstream.close();
});

test("behind a proxy that passes no upgrades the page says so", async ({ page, launch }) => {
  let target = "";
  const proxy = createServer((request, response) => {
    const { method, headers, url } = request;
    const passed = forward(new URL(url ?? "/", target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  proxy.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const outside = `http://localhost:${(proxy.address() as AddressInfo).port}`;
  const free = await freePort();
  target = `http://127.0.0.1:${free}`;
  await launch({ PORT: String(free), PUBLIC_ORIGIN: outside });
  await expect(await openDoctor(page, outside)).toHaveText("1 problem");
  const socket = lineOf(page, "WebSocket to this server");
  await expect(socket).toContainText("Problem");
  await expect(socket).toContainText("does not pass upgrades");
  await expect(lineOf(page, "Store")).toContainText("OK");
  proxy.closeAllConnections();
  proxy.close();
});

/** The server names its public origin at the start, so that its own port must be known before. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("a locked server tells nothing until its token is entered", async ({ page, launch }) => {
  const server = await launch({ ACCESS_TOKEN: "open-sesame" });
  await page.goto(`${server.origin}/doctor`);
  await expect(page.getByRole("heading", { name: "This server is locked" })).toBeVisible();
  await expect(section(page, "This server")).toHaveCount(0);
  await page.getByRole("textbox", { name: "Access token" }).fill("open-sesame");
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(section(page, "This server")).toBeVisible();
  await expect(await summary(page)).toHaveText("All is well");
});

test("checks in quick succession say when the providers may be asked again", async ({ page, launch }) => {
  const upstream = await startUpstream("the-key");
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: "the-key", MODEL: "far-echo" });
  await openDoctor(page, server.origin);
  for (let count = 1; count <= 4; count += 1) {
    await again(page).click();
    await summary(page);
  }
  await expect(page.getByText(/asked a moment ago.*Try in \d+ s/)).toBeVisible();
  expect(upstream.connections()).toBe(3);
  await upstream.close();
});
