import type { SessionPage } from "../session-page";
import { expect, test } from "./stage";

/** Each of the texts is there once, in this order; also after a reload. */
async function expectSaid(session: SessionPage, texts: readonly string[]): Promise<void> {
  for (const life of ["live", "reloaded"]) {
    if (life === "reloaded") await session.page.reload();
    await expect(session.questions).toHaveCount(texts.length);
    for (const [at, text] of texts.entries()) {
      await expect(session.questions.nth(at)).toContainText(text);
      await expect(await session.finished(at)).toContainText(text);
    }
    await expect(session.answers).toHaveCount(texts.length);
  }
}

test("[F4] what is sent while the browser is offline waits in sight, and goes once when it is back", async ({
  session,
  context,
  stage,
}) => {
  await session.chooseModel("echo");
  await session.ask("before");
  await session.finished();
  await context.setOffline(true);
  stage.gate.deafen();
  await session.ask("first in the tunnel");
  await session.ask("second in the tunnel");
  await expect(session.connection).toHaveText("Offline");
  await expect(session.page.getByText("You are offline. What you send waits here.")).toBeVisible();
  const waiting = session.log.getByRole("article", { name: /, waiting$/ });
  await expect(waiting).toHaveCount(2);
  await session.composer.fill("and a draft");
  await context.setOffline(false);
  await expect(session.connection).toHaveText("Connected");
  await expect(waiting).toHaveCount(0);
  await expect(session.composer).toHaveValue("and a draft");
  await expectSaid(session, ["before", "first in the tunnel", "second in the tunnel"]);
  await expect(session.composer).toHaveValue("and a draft");
});

/** Sockets that die one after the other are waited for ever longer, unless the browser says that it is back. */
async function backAtOnce({ page }: SessionPage, isBack: () => boolean): Promise<void> {
  const isBackNow = async (): Promise<boolean> => {
    await page.evaluate(() => dispatchEvent(new Event("online")));
    return isBack();
  };
  await expect.poll(isBackNow).toBe(true);
}

/** The frame of a short message has about 270 bytes, what answers it some hundreds. */
const CUTS = [
  ...[1, 2, 7, 60, 140, 200, 250].map((after) => ["up", after] as const),
  ...[1, 30, 150, 400].map((after) => ["down", after] as const),
];

test(`[F5] a message whose socket dies at any of ${CUTS.length} bytes around it is there once`, async ({
  session,
  stage,
}) => {
  test.setTimeout(180_000);
  await session.chooseModel("echo");
  await session.ask("message 0 of the series");
  await session.finished();
  for (const [at, [way, after]] of CUTS.entries()) {
    await expect(session.connection).toHaveText("Connected");
    await session.composer.fill(`message ${at + 1} of the series`);
    const opened = stage.gate.sockets();
    const cut = stage.gate.cut(way, after);
    await session.composer.press("Enter");
    await cut;
    await backAtOnce(session, () => stage.gate.sockets() > opened);
    await session.finished(at + 1);
  }
  await expectSaid(
    session,
    Array.from({ length: CUTS.length + 1 }, (_none, at) => `message ${at} of the series`),
  );
});

test("[F6] a double click on Send, and Enter that is held down, send one message each", async ({
  session,
}) => {
  await session.chooseModel("echo");
  await session.composer.fill("clicked");
  await session.send.dblclick();
  await session.finished();
  await session.composer.fill("held down");
  await session.composer.focus();
  for (let times = 0; times < 6; times += 1) await session.page.keyboard.down("Enter");
  await session.page.keyboard.up("Enter");
  await expectSaid(session, ["clicked", "held down"]);
});

test("[F7] two tabs that send at the same moment get one turn after the other, in one order in both", async ({
  session,
  secondTab,
}) => {
  await session.chooseModel("echo");
  await session.ask("begin");
  await session.finished();
  const other = await secondTab(session);
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all([session.ask(`left ${round}`), other.ask(`right ${round}`)]);
    for (const tab of [session, other]) await tab.finished(2 * round + 2);
  }
  const heard = (tab: SessionPage) => tab.questions.allTextContents();
  const texts = await heard(session);
  expect(await heard(other)).toEqual(texts);
  const said = texts.map((text) => /begin|(?:left|right) \d/.exec(text)?.[0] ?? text);
  expect(said.toSorted()).toEqual(
    [
      "begin",
      ...Array.from({ length: rounds }, (_none, at) => [`left ${at}`, `right ${at}`]).flat(),
    ].toSorted(),
  );
  await other.page.reload();
  await expect(other.questions).toHaveCount(texts.length);
  expect(await heard(other)).toEqual(texts);
});
