import { say } from "../script";
import { expect, expectSameForAll, expectWholeStory, STORY, test, WORDS, WORDS_ONLY } from "./stage";

test("a dropped socket is said to be reconnecting, comes back by itself, and no word is lost or doubled", async ({
  stage,
}) => {
  await stage.arm({ fault: "drop_page", after: 6 });
  await stage.session.play(...WORDS_ONLY);
  const answer = await stage.session.finished(1);
  await expect(answer.getByRole("paragraph")).toHaveText(WORDS);
  await expect(stage.session.turnEnd(answer)).toHaveCount(0);
  expect(await stage.fired()).toEqual(["drop_page"]);
  expect((await stage.connectionSaid()).slice(-2)).toEqual(["Reconnecting", "Connected"]);
  await expectSameForAll(stage, 1);
});

test("a socket that drops with a tool's output under way sends it again, and it counts once", async ({
  stage,
}) => {
  await stage.arm({ fault: "delay_tool", ms: 60_000 });
  await stage.session.play(...STORY);
  await expect.poll(() => stage.fired()).toEqual(["delay_tool"]);
  await stage.arm({ fault: "drop_page" });
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["delay_tool", "drop_page"]);
});

test("frames that come twice show every word once", async ({ stage }) => {
  await stage.arm({ fault: "duplicate_page", frames: 500 });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["duplicate_page"]);
});

test("frames that change places show every word once and in order", async ({ stage }) => {
  await stage.arm({ fault: "reorder_page" });
  await stage.session.play(...STORY);
  await expectWholeStory(stage);
  expect(await stage.fired()).toEqual(["reorder_page"]);
});

test("garbage of every kind is passed over", async ({ stage }) => {
  const errors: string[] = [];
  stage.session.page.on("pageerror", (error) => errors.push(error.message));
  for (const garbage of ["not_json", "binary", "array", "null", "unknown_type"]) {
    await stage.arm({ fault: "garble_page", garbage });
  }
  await stage.session.play(...STORY);
  await stage.session.finished(1);
  expect(await stage.connectionSaid()).not.toContain("Reconnecting");
  await expectWholeStory(stage);
  expect(await stage.fired()).toHaveLength(5);
  expect(errors).toEqual([]);
});

test("a tool whose output is held back is shown as running until it comes", async ({ stage }) => {
  await stage.arm({ fault: "delay_tool", ms: 60_000 });
  await stage.session.play(...STORY);
  await expect.poll(() => stage.fired()).toEqual(["delay_tool"]);
  for (const page of [stage.session, stage.viewer]) {
    await expect(page.answers.nth(1).getByRole("group", { name: "Tool call: run_sql" })).toContainText(
      "running",
    );
  }
  await stage.arm({ fault: "none" });
  await expectWholeStory(stage);
});

test("the panel arms a fault, and tells when it has hit", async ({ stage }) => {
  const { session } = stage;
  const { page } = session;
  await page.keyboard.press("Control+Shift+F");
  const panel = page.getByRole("region", { name: "Faults" });
  await panel.getByRole("button", { name: "Arm: provider: Forget the last response" }).click();
  await expect(panel.getByRole("list", { name: "Armed" })).toHaveText("provider: forget the last response");
  await session.play([say("No fit.")]);
  await session.finished(1);
  await session.play(...STORY);
  await expect(panel.getByRole("list", { name: "Last fired" }).getByRole("listitem").first()).toHaveText(
    "provider: forget the last response",
  );
  await panel.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Faults" })).toBeFocused();
});

test("a server without FAULTS=1 has no panel and no routes", async ({ session, server }) => {
  await expect(session.page.getByRole("button", { name: "Faults" })).toHaveCount(0);
  await session.page.keyboard.press("Control+Shift+F");
  await expect(session.page.getByRole("region", { name: "Faults" })).toHaveCount(0);
  expect((await session.page.request.get(`${server.origin}/api/faults`)).status()).toBe(404);
});
