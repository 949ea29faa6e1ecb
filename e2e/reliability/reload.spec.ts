import type { Page } from "@playwright/test";
import { script, type Step, words } from "../script";
import { expect, fresh, test, textOf } from "./stage";

const RELOADS = 20;
const TEXT = words(1_000);

/** The text in so many parts and one more. Each streams when its hold is released. */
function partsOf(holds: readonly string[]): Step[] {
  const size = Math.ceil(TEXT.length / (holds.length + 1));
  const part = (at: number): Step => ({ say: TEXT.slice(at * size, (at + 1) * size), chunk: 5, every: 4 });
  return [part(0), ...holds.flatMap((hold, at) => [{ hold }, part(at + 1)])];
}

/** Notes every text of the first answer that this life of the page has drawn. Runs in the page. */
function watchAnswer(): void {
  const drawn: string[] = [];
  Object.assign(window, { drawn });
  const look = (): void => {
    const answer = document.querySelector('[role="log"] article[aria-label^="Assistant"]');
    const text = [...(answer?.querySelectorAll("p[dir]") ?? [])].map((part) => part.textContent).join("");
    if (text !== "" && text !== drawn.at(-1)) drawn.push(text);
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  });
}

const drawnIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => Reflect.get(window, "drawn") as string[]);

test(`[F2] an answer is whole through ${RELOADS} reloads: each begins with all that was there, and nothing is doubled`, async ({
  page,
  session,
  stage,
}) => {
  test.setTimeout(120_000);
  await page.addInitScript(watchAnswer);
  const holds = Array.from({ length: RELOADS }, () => fresh("reload"));
  await session.ask(script(partsOf(holds)));
  await expect(session.answers).toContainText("w9 ");
  let before = "";
  for (const hold of holds) {
    await page.reload();
    await expect.poll(async () => (await drawnIn(page)).length, { intervals: [5] }).toBeGreaterThan(0);
    await expect(session.stop).toBeVisible();
    stage.holds.release(hold);
    const drawn = await drawnIn(page);
    expect(drawn[0]?.startsWith(before)).toBe(true);
    expect(drawn.filter((text) => !TEXT.startsWith(text))).toEqual([]);
    before = (await drawnIn(page)).at(-1) ?? "";
  }
  const answer = await session.finished();
  expect(await textOf(answer)).toBe(TEXT);
  expect((await drawnIn(page)).filter((text) => !TEXT.startsWith(text))).toEqual([]);
  await expect(session.questions).toHaveCount(1);
  await expect(session.answers).toHaveCount(1);
});
