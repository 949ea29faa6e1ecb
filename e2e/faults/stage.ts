import type { Browser, Page } from "@playwright/test";
import { expect, test as base } from "../fixtures";
import { type LongwireServer, startLongwire } from "../longwire-server";
import { runSql, say, type Step, words } from "../script";
import { SessionPage } from "../session-page";

export { expect };

export const WORDS = words(80);

/** Fast enough for many tests, slow enough that a fault hits in the middle. */
const sayWords: Step = { say: WORDS, chunk: 6, every: 4 };

const FIGURES = ["4711", "8022"] as const;

/** Text and a call, its output and another call, its output and everything that the model was given. */
export const STORY: readonly (readonly Step[])[] = [
  [sayWords, runSql(`select ${FIGURES[0]} as figure`)],
  [{ outputs: true }, runSql(`select ${FIGURES[1]} as figure`)],
  [{ outputs: true }, { context: true }],
];

export const WORDS_ONLY: readonly (readonly Step[])[] = [[sayWords]];

type FaultRequest = { fault: string; [field: string]: string | number | boolean };

export type Stage = {
  session: SessionPage;
  /** Somebody else's browser on a share link of the session. */
  viewer: SessionPage;
  arm(fault: FaultRequest): Promise<void>;
  fired(): Promise<string[]>;
  /** Everything that the page's status line "Connection" has said. */
  connectionSaid(): Promise<string[]>;
};

type Report = { fired: { id: number; fault: { fault: string } }[] };

/** A page with a database, its reload and a viewer take their time on a busy machine. */
const PATIENCE_MS = 120_000;

/** A server that makes faults, and on it a session that somebody else watches. Its first turn is over. */
export const test = base.extend<{ stage: Stage }, { faulty: LongwireServer }>({
  faulty: [
    async ({}, use) => {
      const server = await startLongwire({ FAULTS: "1" });
      await use(server);
      await server.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  stage: async ({ page, browser, faulty }, use, testInfo) => {
    testInfo.setTimeout(PATIENCE_MS);
    await page.addInitScript(watchPage);
    const session = await SessionPage.open(page, faulty.origin);
    // The database is up then: what a test waits for is its fault.
    await session.play([runSql("select 1 as one")], [say("Ready.")]);
    await expect(session.answers).toContainText("Ready.", { timeout: 60_000 });
    await session.finished();
    const viewer = await openViewer(session, browser);
    const requests = requestsOf(page, faulty.origin);
    await requests.arm({ fault: "none" });
    const before = new Set((await requests.report()).fired.map(({ id }) => id));
    await use({
      session,
      viewer,
      arm: requests.arm,
      fired: async () =>
        (await requests.report()).fired.flatMap(({ id, fault }) => (before.has(id) ? [] : [fault.fault])),
      connectionSaid: () => page.evaluate(() => Reflect.get(window, "connectionSaid") as string[]),
    });
    await viewer.page.context().close();
  },
});

function requestsOf(page: Page, origin: string) {
  const url = `${origin}/api/faults`;
  return {
    arm: async (data: FaultRequest) => {
      const answer = await page.request.post(url, { data, headers: { origin } });
      expect(answer.status(), await answer.text()).toBe(200);
    },
    report: async () => (await (await page.request.get(url)).json()) as Report,
  };
}

async function openViewer(session: SessionPage, browser: Browser): Promise<SessionPage> {
  const link = await session.createLink();
  await session.page.keyboard.press("Escape");
  const context = await browser.newContext();
  const viewer = new SessionPage(await context.newPage());
  await viewer.page.goto(link);
  await expect(viewer.answers).toContainText("Ready.");
  return viewer;
}

/** Counts the statements that reach the database, and notes what the status line says. Runs in the page. */
function watchPage(): void {
  const statements: string[] = [];
  const connectionSaid: string[] = [];
  Object.assign(window, { statements, connectionSaid });
  const post = Reflect.get(Worker.prototype, "postMessage") as (...args: unknown[]) => void;
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
    const task = args[0] as { type?: unknown; data?: unknown };
    if (task?.type === "START_PENDING_QUERY") statements.push(JSON.stringify(task.data));
    Reflect.apply(post, this, args);
  };
  const look = (): void => {
    const said = document.querySelector('[role="status"][aria-label="Connection"]')?.textContent ?? "";
    if (said !== "" && connectionSaid.at(-1) !== said) connectionSaid.push(said);
  };
  document.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
}

/** How often each of the story's two statements was run in this life of the page. */
export async function runsOf({ session }: Stage): Promise<number[]> {
  const statements = await session.page.evaluate(() => Reflect.get(window, "statements") as string[]);
  return FIGURES.map((figure) => statements.filter((statement) => statement.includes(figure)).length);
}

export const transcriptOf = ({ answers }: SessionPage, index: number): Promise<string[]> =>
  answers.nth(index).getByRole("paragraph").allInnerTexts();

/** The whole story: every word once, each statement run once, each output in the model's context once. */
export async function expectWholeStory(stage: Stage): Promise<void> {
  const { session } = stage;
  const answer = await session.finished(1);
  await expect(session.turnEnd(answer)).toHaveCount(0);
  await expect(answer.getByRole("paragraph").first()).toHaveText(WORDS);
  expect(await runsOf(stage)).toEqual([1, 1]);
  const [, first = "", second = "", context = ""] = await answer.getByRole("paragraph").allTextContents();
  // With its brackets: four digits alone also turn up in a random call_id.
  expect(first.split(`[[${FIGURES[0]}]]`)).toHaveLength(2);
  expect(second.split(`[[${FIGURES[1]}]]`)).toHaveLength(2);
  for (const figure of FIGURES) {
    expect(
      context.split(`"output":"{"columns":[{"name":"figure","type":"INTEGER"}],"rows":[[${figure}]]`),
    ).toHaveLength(2);
  }
  expect(context.split(`"role":"assistant","text":"${WORDS}"`)).toHaveLength(2);
  await expectSameForAll(stage, 1);
}

/** A reload and a viewer show what the page has shown live, and the reload runs nothing again. */
export async function expectSameForAll(stage: Stage, index: number): Promise<void> {
  const { session, viewer } = stage;
  const shown = await transcriptOf(session, index);
  const end = await session.turnEnd(session.answers.nth(index)).allInnerTexts();
  const questions = await session.questions.count();
  await session.page.reload();
  for (const page of [session, viewer]) {
    const answer = await page.finished(index);
    await expect.poll(() => transcriptOf(page, index)).toEqual(shown);
    expect(await page.turnEnd(answer).allInnerTexts()).toEqual(end);
    await expect(page.questions).toHaveCount(questions);
  }
  expect(await runsOf(stage)).toEqual([0, 0]);
}
