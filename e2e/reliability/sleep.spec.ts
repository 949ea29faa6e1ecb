import { script } from "../script";
import { expect, fresh, test, textOf } from "./stage";

const TWO_HOURS_MS = 7_200_000;

/** The page's clock can be put forward: a test does not sleep for two hours. Runs in the page. */
function movableClock(): void {
  const now = Date.now.bind(Date);
  Object.assign(window, { sleptMs: 0 });
  Date.now = () => now() + (Reflect.get(window, "sleptMs") as number);
}

/** What a thawed page hears; Chromium without a screen hides no page, and so freezes none. Runs in the page. */
function wakeAfter(ms: number): void {
  Object.assign(window, { sleptMs: ms });
  document.dispatchEvent(new Event("resume"));
}

test("[F3] a tab that slept two hours on a connection that died is back at once, with all that it missed", async ({
  page,
  stage,
  session,
}) => {
  await page.addInitScript(movableClock);
  await page.reload();
  await expect(session.model).toBeEnabled();
  const hold = fresh("slept");
  await session.ask(script([{ say: "Before. " }, { hold }, { say: "Missed." }]));
  await expect(session.answers).toContainText("Before.");
  stage.gate.deafen();
  const opened = stage.gate.sockets();
  stage.holds.release(hold);
  await page.evaluate(wakeAfter, TWO_HOURS_MS);
  await expect.poll(() => stage.gate.sockets()).toBe(opened + 1);
  expect(await textOf(await session.finished())).toBe("Before. Missed.");
  await expect(session.connection).toHaveText("Connected");
  await expect(session.questions).toHaveCount(1);
});
