import { script, type Step, words } from "../script";
import { expect, fresh, reopen, test, textOf } from "./stage";

const COUNT = 80;
const PIECES = words(COUNT)
  .split(" ")
  .map((word, at) => (at === 0 ? word : ` ${word}`));

const say = (pieces: readonly string[]): Step[] =>
  pieces.length === 0 ? [] : [{ say: pieces.join(""), chunk: 4, every: 1 }];

/** What the script waits for is released while nobody looks, or once the session is open again. */
const CASES = [
  [0, "looking"],
  [1, "away"],
  [50, "looking"],
  [COUNT, "away"],
] as const;

for (const [heard, released] of CASES) {
  test(`[F1] a tab that is closed after ${heard} of ${COUNT} pieces misses nothing (goes on while ${released})`, async ({
    session,
    stage,
    context,
  }) => {
    const hold = fresh("closed");
    await session.ask(script([...say(PIECES.slice(0, heard)), { hold }, ...say(PIECES.slice(heard))]));
    await stage.holds.reached(hold);
    await expect(session.stop).toBeVisible();
    if (heard > 0) await expect(session.answers).toContainText(`w${heard - 1}`);
    const address = session.page.url();
    await session.page.close();
    if (released === "away") stage.holds.release(hold);
    const back = await reopen(context, address);
    if (released === "looking") {
      await expect(back.stop).toBeVisible();
      if (heard > 0) await expect(back.answers).toContainText(`w${heard - 1}`);
      stage.holds.release(hold);
    }
    const answer = await back.finished();
    expect(await textOf(answer)).toBe(PIECES.join(""));
    await expect(back.turnEnd(answer)).toHaveCount(0);
    await expect(back.questions).toHaveCount(1);
  });
}
