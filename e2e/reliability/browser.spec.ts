import type { BrowserContext } from "@playwright/test";
import { SessionPage } from "../session-page";
import { script } from "../script";
import { expect, test, textOf } from "./stage";

const DAY_MS = 86_400_000;

/** Ways of a browser to refuse its database. Each runs in the page. */
const REFUSALS: Readonly<Record<string, () => void>> = {
  "throws at once": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
  },
  "never answers": () => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  },
  "is full": () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
};

for (const [what, refuse] of Object.entries(REFUSALS)) {
  test(`[F16] a session works where the browser's database ${what}, and that is said once`, async ({
    page,
    stage,
  }) => {
    await page.addInitScript(refuse);
    const session = await SessionPage.open(page, stage.gate.origin);
    const told = page.getByRole("status", { name: "Storage" });
    for (const at of [0, 1]) {
      await session.ask(script([{ say: `Answer ${at}.` }]));
      expect(await textOf(await session.finished(at))).toBe(`Answer ${at}.`);
      await expect(session.questions).toHaveCount(at + 1);
      await expect(told).toHaveCount(at === 0 ? 1 : 0);
      if (at === 0) await told.getByRole("button", { name: "Dismiss" }).click();
    }
    await page.reload();
    await expect(session.answers).toHaveCount(2);
  });
}

/** A tab whose clock is wrong by so much. */
async function skewed(context: BrowserContext, address: string, byMs: number): Promise<SessionPage> {
  const page = await context.newPage();
  await page.addInitScript((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
    window.Date = new Proxy(Date, {
      construct: (target, args: []) => (args.length > 0 ? new target(...args) : new target(target.now())),
    });
  }, byMs);
  return SessionPage.open(page, address);
}

test("[F17] tabs whose clocks are years apart show one order and the same times, the server's", async ({
  session,
  context,
}) => {
  await session.chooseModel("echo");
  await session.ask("at noon");
  await session.finished();
  const address = session.page.url();
  const late = await skewed(context, address, 3_650 * DAY_MS + 5 * 3_600_000);
  const early = await skewed(context, address, -3_650 * DAY_MS - 5 * 3_600_000);
  for (const [at, tab] of [late, early, late].entries()) {
    await tab.ask(`message ${at + 1}`);
    for (const each of [session, late, early]) await each.finished(at + 1);
  }
  const seen = ({ questions }: SessionPage) =>
    questions.evaluateAll((all) => all.map((one) => `${one.getAttribute("aria-label")} ${one.textContent}`));
  const right = await seen(session);
  expect(right.map((text) => /at noon|message \d/.exec(text)?.[0])).toEqual([
    "at noon",
    ...[1, 2, 3].map((at) => `message ${at}`),
  ]);
  for (const tab of [late, early]) expect(await seen(tab)).toEqual(right);
});

test("[F18] a page older than the server is told to reload, and its draft is there afterwards", async ({
  page,
  session,
  stage,
}) => {
  await session.ask(script([{ say: "Old." }]));
  await session.finished();
  let version = 1;
  await page.routeWebSocket("**/ws", (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string };
      server.send(
        frame.type === "hello" ? JSON.stringify({ ...frame, ...(version > 0 ? { version } : {}) }) : text,
      );
    });
  });
  await page.reload();
  await expect(session.connection).toHaveText("Reload needed");
  await session.composer.fill("A draft that matters");
  await expect(page.getByText("The server has a newer version of this page.")).toBeVisible();
  const asked = stage.gate.sockets();
  version = 0;
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(session.connection).toHaveText("Connected");
  expect(stage.gate.sockets()).toBe(asked + 1);
  await expect(session.composer).toHaveValue("A draft that matters");
});

test("[F19] where WebSockets are refused the page says so, goes on trying, and sends what waited once", async ({
  session,
  stage,
}) => {
  await session.ask(script([{ say: "Through." }]));
  await session.finished();
  stage.gate.refuseSockets();
  await session.page.reload();
  await session.composer.fill(script([{ say: "At last." }]));
  await session.composer.press("Enter");
  await expect(session.connection).toHaveText("Blocked", { timeout: 30_000 });
  await expect(session.page.getByText("its WebSocket does not come up")).toBeVisible();
  const asked = stage.gate.sockets();
  await expect.poll(() => stage.gate.sockets(), { timeout: 30_000 }).toBeGreaterThan(asked);
  stage.gate.takeSockets();
  await expect(session.connection).toHaveText("Connected", { timeout: 30_000 });
  expect(await textOf(await session.finished(1))).toBe("At last.");
  await expect(session.questions).toHaveCount(2);
});
