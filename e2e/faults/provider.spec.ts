import { say } from "../script";
import {
  expect,
  expectSameForAll,
  expectWholeStory,
  runsOf,
  type Stage,
  STORY,
  test,
  transcriptOf,
  WORDS,
} from "./stage";

/** What came of the text is kept in order, the note says how it ended, and the next message works. */
async function expectCutShort(stage: Stage, note: RegExp): Promise<void> {
  const { session } = stage;
  const answer = await session.finished(1);
  await expect(session.turnEnd(answer)).toHaveText(note);
  const kept = (await transcriptOf(session, 1)).join("").trim();
  expect(kept).not.toBe("");
  expect(WORDS.startsWith(kept)).toBe(true);
  await expectSameForAll(stage, 1);
  await session.play([say("And on.")]);
  await expect(await session.finished(2)).toContainText("And on.");
}

for (const moment of ["before_response", "after_call", "before_outputs"]) {
  test(`[F56] the line to the model drops (${moment}) and the answer is whole`, async ({ stage }) => {
    await stage.arm({ fault: "drop_upstream", moment });
    await stage.session.play(...STORY);
    await expectWholeStory(stage);
    expect(await stage.fired()).toEqual(["drop_upstream"]);
  });
}

for (const moment of ["before_response", "before_outputs"]) {
  test(`[F59] the line to the model reaches its greatest age (${moment}) and nobody notices`, async ({
    stage,
  }) => {
    await stage.arm({ fault: "expire_upstream", moment });
    await stage.session.play(...STORY);
    await expectWholeStory(stage);
    expect(await stage.fired()).toEqual(["expire_upstream"]);
  });
}

for (const fault of ["drop_upstream", "expire_upstream"]) {
  test(`[F57] ${fault} in the middle of text keeps what came and says interrupted`, async ({ stage }) => {
    await stage.arm({ fault, moment: "in_text" });
    await stage.session.play(...STORY);
    await expectCutShort(stage, /^interrupted: /);
    expect(await stage.fired()).toEqual([fault]);
  });
}

test("[F60] a provider that has forgotten the last response is told everything, and nobody notices", async ({
  stage,
}) => {
  await stage.arm({ fault: "forget_response" });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["forget_response"]);
});

test("a provider that goes silent leaves the turn running, and Stop ends it", async ({ stage }) => {
  const { session } = stage;
  await stage.arm({ fault: "stall_upstream", after: 12 });
  await session.play(...STORY);
  await expect.poll(() => stage.fired()).toEqual(["stall_upstream"]);
  await expect(session.answers.nth(1)).toContainText("w0 ");
  await session.stop.click();
  await expectCutShort(stage, /^stopped$/);
});

for (const silence of [{ after: 0 }, { after: 0, dead: true }, { after: 12, dead: true }]) {
  test(`a provider that dies without a word (${JSON.stringify(silence)}) is shown as running, and Stop ends it`, async ({
    stage,
  }) => {
    const { session } = stage;
    await stage.arm({ fault: "stall_upstream", ...silence });
    await session.play(...STORY);
    await expect.poll(() => stage.fired()).toEqual(["stall_upstream"]);
    await expect(session.stop).toBeEnabled();
    await session.stop.click();
    const answer = await session.finished(1);
    await expect(session.turnEnd(answer)).toHaveText(/^stopped$/);
    await expectSameForAll(stage, 1);
    await session.play([say("And on.")]);
    await expect(await session.finished(2)).toContainText("And on.");
  });
}

test("frames of the provider that come twice leave every word and run once", async ({ stage }) => {
  await stage.arm({ fault: "duplicate_upstream", frames: 500 });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["duplicate_upstream"]);
});

test("frames of the provider that change places leave the text in order", async ({ stage }) => {
  await stage.arm({ fault: "reorder_upstream" });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["reorder_upstream"]);
});

test("garbage from the provider, of every kind, changes nothing", async ({ stage }) => {
  for (const garbage of ["not_json", "binary", "huge", "array", "unknown_type"]) {
    await stage.arm({ fault: "garble_upstream", garbage });
  }
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toHaveLength(5);
});

test("a 429 ends the turn with the provider's words, and trying again works", async ({ stage }) => {
  const { session } = stage;
  await stage.arm({ fault: "limit_upstream", retryAfterS: 60 });
  await session.play(...STORY);
  const answer = await session.finished(1);
  await expect(session.turnEnd(answer)).toHaveText(
    /^failed: .*[Rr]ate limit.*rate_limit_exceeded Try again in \d+ s\.$/,
  );
  expect(await runsOf(stage)).toEqual([0, 0]);
  await session.page.getByRole("button", { name: "Try again" }).click();
  const again = await session.finished(2);
  await expect(again.getByRole("paragraph").first()).toHaveText(WORDS);
  expect(await runsOf(stage)).toEqual([1, 1]);
  await expectSameForAll(stage, 2);
});

test("a connection refused with 429 is made again after the time it names", async ({ stage }) => {
  await stage.arm({ fault: "drop_upstream", moment: "before_outputs" });
  await stage.arm({ fault: "limit_upstream", at: "handshake", retryAfterS: 4 });
  const banner = stage.session.page.getByText(
    "The connection to the model was lost and is being made again.",
  );
  await stage.session.play(...STORY);
  await expect(banner).toBeVisible();
  await expectWholeStory(stage);
  await expect(banner).toHaveCount(0);
  expect(await stage.fired()).toEqual(expect.arrayContaining(["drop_upstream", "limit_upstream"]));
});

test("a slow provider is waited for", async ({ stage }) => {
  await stage.arm({ fault: "slow_upstream", ms: 20 });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["slow_upstream"]);
});
